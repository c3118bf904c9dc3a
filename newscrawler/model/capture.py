"""A capture: one archived exchange, as bytes, and the text decoded from them.

Live crawl and replay build the same object from the same bytes, so all that follows is equal.
"""

from dataclasses import dataclass, field
from functools import cached_property
from os.path import normpath
from pathlib import Path

from newscrawler.text.encoding import Decoded, decode
from newscrawler.text.encoding.content_coding import decoded

_BITE = 2048
"""Bytes of a body from which its beginning is decoded, and of which it has at least as many."""

_CUT = {
    "length": "the body is longer than DOWNLOAD_MAXSIZE",
    "time": "the body took longer than DOWNLOAD_TIMEOUT",
    "disconnect": "the connection ended before the body did",
}
"""What WARC-Truncated says (ISO 28500, section 5.13), in words."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a capture's record lies: a file and bytes in it.

    `file` is relative to `folder`, which is None for our own archive. The folder of a foreign
    one is relative to ours where both lie in one place, so that they can be moved together, and
    absolute where it lies elsewhere. `offset` and `length` are None for a saved page, which is
    a whole file.
    """

    file: str
    offset: int | None = None
    length: int | None = None
    folder: str | None = None

    def root(self, archive: Path) -> Path:
        """Return the folder that `file` is relative to; our archive need not be there."""
        return Path(normpath(archive.resolve() / self.folder)) if self.folder else archive


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index says of a capture's record, before its body is looked at.

    `kind` is ``response``, ``revisit`` or ``resource``, as WARC names its records, or ``page``
    for a saved one. `digest` is the payload's, as the record has it: ``sha1:`` and base 32. A
    revisit refers to the capture of a URL at a time, which has its body.
    """

    kind: str = "response"
    status: int | None = None
    media_type: str | None = None
    digest: str | None = None
    refers_to_url: str | None = None
    refers_to_date: str | None = None


NO_ENTRY = Entry()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last capture of an address that holds a body: what a revisit refers to."""

    record_id: str
    captured_at: str
    digest: str


NEXT_PAGE = "next-page"
"""The source of what is a list because it is the next page of one."""


@dataclass(frozen=True, slots=True)
class DiscoveryHint:
    """What discovery said of a page before it was fetched.

    `source` is where it was named: ``feed``, ``sitemap``, ``api``, ``listing``. `published` is
    the day or time of publication that stood there, as printed.
    """

    source: str
    published: str | None = None


@dataclass(frozen=True)
class Capture:
    """One response as it was received: nothing decoded, nothing dropped.

    `headers` keeps order and repetition. `captured_at` is the WARC-Date, UTC, as text
    (``2017-12-21T09:30:00Z``), or None for a saved page that nobody dated.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    captured_at: str | None
    record_id: str
    location: Location
    truncated: str | None = None
    wanted: bool = False
    """A person asked for this very page, so it is an article whatever its address."""
    hint: DiscoveryHint | None = None
    entry: Entry = NO_ENTRY

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case, or None."""
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), None)

    @property
    def content(self) -> bytes:
        """The body with Content-Encoding undone, within the limits of `coding`.

        A body that does not decode yields what was readable before the fault: often all of it.
        """
        return self._undone[0]

    @property
    def cut(self) -> str | None:
        """Why `content` is only the beginning of what was sent; None if it is all."""
        if self.truncated:
            return _CUT.get(self.truncated, f"the record says that it is cut: {self.truncated}")
        return "the body unpacks to more than the limits allow" if self._undone[1] else None

    @cached_property
    def beginning(self) -> bytes:
        """The first bytes of `content`, 2048 at least, as a rule for the price of those alone."""
        head, _ = decoded(self.body[:_BITE], self._codings)
        # zstd gives nothing before its first block is whole, which may be 128 KB.
        return head if len(head) >= _BITE or len(self.body) <= _BITE else self.content

    @property
    def media_type(self) -> str:
        """The type without parameters, lower case; empty where none is given."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def decoded(self, language: str | None = None) -> Decoded:
        """Decode the content as a browser would, once; `language` is the site's, if known."""
        if language not in self._readings:
            self._readings[language] = decode(self.content, self.header("Content-Type"), language)
        return self._readings[language]

    def text(self, language: str | None = None) -> str:
        """Return the content's text; `language` is the site's, if known."""
        return self.decoded(language).text

    @cached_property
    def _undone(self) -> tuple[bytes, bool]:
        return decoded(self.body, self._codings)

    @property
    def _codings(self) -> str:
        return ",".join(v for k, v in self.headers if k.lower() == "content-encoding")

    @cached_property
    def _readings(self) -> dict[str | None, Decoded]:
        return {}
