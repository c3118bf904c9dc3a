"""ARC, the format before WARC: a line for each record, then its bytes.

The line of version 1 has five fields, that of version 2 ten: the URL, which may hold spaces, the
address, the time, the type, in version 2 five more, and the length.
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
"""A pattern (with MULTILINE) for where a line begins that can be one of ARC."""


def read_line(data: bytes) -> dict[str, str] | None:
    """Return what a record's line at the beginning of bytes says; None if there is none."""
    line = LINE.match(data)
    return fields_of(line) if line else None


def fields_of(line: re.Match[bytes]) -> dict[str, str]:
    """Return what a line says in the words of WARC: the file's own record is its warcinfo."""
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
