"""A site's profile: read from TOML and checked, its layouts chosen by capture date.

A profile is written by people who do not program. So whatever is wrong with one is reported
with file, line, key and what to write instead; nothing is skipped in silence.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from newscrawler.errors import ProfileError
from newscrawler.model.article import Use, names

FIELDS = names(Use.SELECTED)
"""What a layout can select. `drop` names elements inside the body to leave out."""

_ELEMENTS_ONLY = ("body", "drop")
_KEYS = (
    "name", "domains", "language", "timezone", "discover", "article_url", "skip_url", "layout",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector as the profile writes it, and the XPath that it stands for."""

    text: str
    xpath: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One dated set of selectors; `since` is the first day of captures that it fits."""

    since: date | None
    selectors: Mapping[str, tuple[Selector, ...]]

    @property
    def name(self) -> str:
        """The `since` day, or ``base``."""
        return self.since.isoformat() if self.since else "base"


@dataclass(frozen=True)
class Profile:
    """A site: where it is found, what its article pages look like, over time."""

    name: str
    domains: tuple[str, ...]
    language: str | None = None
    timezone: str | None = None
    discover: tuple[str, ...] = ()
    article_url: tuple[str, ...] = ()
    skip_url: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()
    path: Path | None = None

    @cached_property
    def zone(self) -> tzinfo | None:
        """The site's time zone, for times printed without an offset."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @cached_property
    def digest(self) -> str:
        """Name what the profile says, whatever its comments and wherever it lies."""
        return sha256(repr(replace(self, path=None)).encode()).hexdigest()[:12]

    def layouts_for(self, captured_at: str | None) -> list[Layout]:
        """Return the layouts in the order to try: the capture day's first, then by nearness.

        `captured_at` is a WARC-Date; without one the newest layout comes first.
        """
        day = captured_at[:10] if captured_at else "9999-12-31"
        dated = sorted(self.layouts, key=lambda layout: layout.since or date.min)
        valid = [i for i, layout in enumerate(dated) if not layout.since or layout.name <= day]
        chosen = valid[-1] if valid else 0
        return [dated[i] for i in sorted(range(len(dated)), key=lambda i: (abs(i - chosen), -i))]

    def covers(self, host: str) -> bool:
        """Tell whether a host is one of the site's domains or below one."""
        return any(host == d or host.endswith("." + d) for d in self.domains)

    def is_article_url(self, url: str) -> bool | None:
        """Tell whether the profile's patterns take this address; None if they do not say."""
        if any(re.search(p, url) for p in self.skip_url):
            return False
        if not self.article_url:
            return None
        return any(re.search(p, url) for p in self.article_url)


def load(path: Path) -> Profile:
    """Read and check one profile. Raises ProfileError."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"{path}: not valid TOML: {error}. Put selectors in 'single quotes'."
        ) from None
    return _Reader(path, source).profile(data)


def selector(text: str) -> Selector:
    """Return a selector: XPath if it starts with / or (, else CSS. Raises ValueError."""
    try:
        xpath = text if text.startswith(("/", "(")) else HTMLTranslator().css_to_xpath(text)
        etree.XPath(xpath)
    except (etree.XPathError, Exception) as error:  # noqa: BLE001 - cssselect has many
        raise ValueError(error) from None
    return Selector(text, xpath)


def nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return «Did you mean …?» with the known word that is most like one, or nothing."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean «{match[0]}»?" if match else ""


class _Reader:
    """Turns one TOML document into a Profile, knowing the line of each key."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._lines = source.splitlines()

    def profile(self, data: dict[str, object]) -> Profile:
        self._known_keys(data, _KEYS, 0)
        name = self._text(data, "name") or self._fail("name", "is missing")
        if not _NAME.fullmatch(name):
            self._fail("name", f"«{name}» may hold a-z, 0-9, '.', '_' and '-' only")
        if name != self._path.stem:
            self._fail("name", f"is «{name}», so the file must be called {name}.toml")
        domains = self._texts(data, "domains")
        if not domains:
            self._fail("domains", 'is missing: domains = ["example.com"]')
        for domain in domains:
            if "/" in domain or domain != domain.lower():
                self._fail("domains", f"«{domain}» must be a lower-case host without http://")
        timezone = self._text(data, "timezone")
        if timezone:
            try:
                ZoneInfo(timezone)
            except (KeyError, ValueError, OSError):
                self._fail("timezone", f'«{timezone}» is none: write it as "Asia/Damascus"')
        return Profile(
            name=name,
            domains=domains,
            language=self._text(data, "language"),
            timezone=timezone,
            discover=self._texts(data, "discover"),
            article_url=self._patterns(data, "article_url"),
            skip_url=self._patterns(data, "skip_url"),
            layouts=tuple(self._layouts(data)),
            path=self._path,
        )

    def _layouts(self, data: dict[str, object]) -> Iterator[Layout]:
        tables = data.get("layout", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self._fail("layout", "must be tables: [[layout]], with double brackets")
        starts = [i for i, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*layout", line)]
        seen: set[date | None] = set()
        for number, table in enumerate(tables):
            at = starts[number] if number < len(starts) else 0
            self._known_keys(table, ("since", *FIELDS), at)
            since = table.get("since")
            # TOML's datetime is a subclass of date, but no day.
            if since is not None and type(since) is not date:
                self._fail("since", f"{since!r} must be a bare day: since = 2024-06-01", at)
            if since in seen:
                self._fail("since", f"two layouts have {since or 'no since'}; date one", at)
            seen.add(since)
            yield Layout(since, {f: self._selectors(table, f, at) for f in FIELDS if f in table})

    def _selectors(self, table: dict[str, object], key: str, at: int) -> tuple[Selector, ...]:
        texts = self._texts(table, key, at)
        if not texts:
            self._fail(key, "is empty: give a selector, or leave the line out", at)
        return tuple(self._selector(text, key, at) for text in texts)

    def _selector(self, text: str, key: str, at: int) -> Selector:
        if key in _ELEMENTS_ONLY and "::" in text:
            plain = text.partition("::")[0]
            self._fail(key, f"selects elements, not text: write '{plain}'", at)
        try:
            return selector(text)
        except ValueError as error:
            self._fail(key, f"«{text}» is no selector ({error})", at)

    def _known_keys(self, table: dict[str, object], known: tuple[str, ...], at: int) -> None:
        for key in table:
            if key not in known:
                self._fail(key, f"is not a key.{nearest(key, known)}", at)

    def _text(self, table: dict[str, object], key: str) -> str | None:
        value = table.get(key)
        if value is not None and not (isinstance(value, str) and value.strip()):
            self._fail(key, f"must be a text in quotes, not {value!r}")
        return value.strip() if isinstance(value, str) else None

    def _texts(self, table: dict[str, object], key: str, at: int = 0) -> tuple[str, ...]:
        value = table.get(key, [])
        values = value if isinstance(value, list) else [value]
        texts = tuple(v.strip() for v in values if isinstance(v, str) and v.strip())
        if len(texts) != len(values):
            self._fail(key, f"must be a text in quotes or a list of them, not {value!r}", at)
        return texts

    def _patterns(self, data: dict[str, object], key: str) -> tuple[str, ...]:
        patterns = self._texts(data, key)
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                self._fail(key, f"«{pattern}» is no regular expression ({error})")
        return patterns

    def _fail(self, key: str, problem: str, at: int = 0) -> NoReturn:
        opening = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        line = next((i for i in range(at, len(self._lines)) if opening.match(self._lines[i])), at)
        raise ProfileError(f"{self._path}, line {line + 1}: {key} {problem}")
