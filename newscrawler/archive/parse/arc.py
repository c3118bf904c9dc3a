"""ARC, the format before WARC: one header line per record, then its bytes.

The line of version 1 has five fields, that of version 2 ten: the URL, which may hold spaces, the
IP address, the time, the type, in version 2 five more, and the length.
"""

import re

from newscrawler.text.instants import read_cdx_timestamp, timestamp

_FILE = "filedesc:"
_LINE = (
    rb"(?P<url>[a-zA-Z][a-zA-Z0-9.+-]{1,20}:[^\r\n]{0,8000}) (?P<ip>\S{1,80}) (?P<date>\d{8,20}) "
    rb"(?P<type>\S{1,200})(?: (?:\d{3}|-) \S+ \S+ \S+ \S+)? (?P<length>\S{1,20})\r?\n"
)
LINE = re.compile(_LINE)
BEGIN = b"^(?=" + _LINE + b")"
"""A lookahead (for MULTILINE) that fits where a possible ARC header line begins."""


def read_line(data: bytes) -> dict[str, str] | None:
    """Return the fields of the ARC header line that bytes begin with; None if there is none."""
    line = LINE.match(data)
    return fields_of(line) if line else None


def fields_of(line: re.Match[bytes]) -> dict[str, str]:
    """Return a header line as WARC fields; `filedesc:`, the file's own record, is a warcinfo."""
    url = line["url"].decode("utf-8", errors="replace")
    return {
        "warc-type": "warcinfo" if url.startswith(_FILE) else "response",
        "warc-target-uri": url,
        "warc-date": _date(line["date"].decode()),
        "content-length": line["length"].decode("latin-1"),
    }


def _date(digits: str) -> str:
    """Return fourteen digits as WARC writes a time; whatever else as it stands."""
    try:
        return timestamp(read_cdx_timestamp(digits))
    except ValueError:
        return digits
