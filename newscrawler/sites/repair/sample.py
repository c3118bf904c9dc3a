"""A sample: a page of the new design, and the values of its article known from before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from newscrawler.extract.fields.authors import author
from newscrawler.extract.html.page import Page
from newscrawler.model.article import KEYS, Article, Use, names
from newscrawler.model.capture import Capture
from newscrawler.model.profile import Layout, Profile, selector
from newscrawler.text.arabic import clean
from newscrawler.text.dates import Stamp, read_date
from newscrawler.text.view_counts import parse_count

FIELDS = names(Use.REPAIRED)
"""The fields that get selectors, in the order of a layout."""
_LONGEST = 400
"""Characters of an element that may be a title, a date, a name."""
_GROWTH = 20
"""Times that the views of an article may have grown since."""
_ATTRIBUTES = ("content", "datetime", "title")
"""Attributes that may hold a value, beside a site's own, which begin with ``data-``."""
_STUB = Layout(None, {"title": (selector("h1"),)})


@dataclass(frozen=True, slots=True)
class Known:
    """The known values of an article; one that it did not have is None or empty."""

    title: str | None = None
    body: str | None = None
    published_at: str | None = None
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    views: int | None = None

    def field(self, name: str) -> Any:
        """Return the value of a field, by its name in a profile."""
        # A selector finds all sections, and the last of them is the most specific one.
        return getattr(self, "sections" if name == "section" else KEYS[name])

    def has(self, name: str) -> bool:
        """Tell whether a field is known."""
        return self.field(name) not in (None, "", ())


@dataclass
class Sample:
    """A capture of the new design, parsed, with what is known of its article."""

    capture: Capture
    known: Known
    profile: Profile | None = None
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        site = self.profile or Profile("site", ("example.com",))
        stub = Profile(site.name, site.domains, site.language, site.timezone, layouts=(_STUB,))
        self.page = Page(self.capture, stub)

    @cached_property
    def short(self) -> Mapping[str, list[int]]:
        """The elements with a short text, by that."""
        found: dict[str, list[int]] = {}
        nodes = self.page.nodes
        for node in range(len(nodes.tag)):
            if 0 < nodes.size(node) <= _LONGEST:
                found.setdefault(nodes.text(node), []).append(node)
        return found

    @cached_property
    def attribute_values(self) -> list[tuple[int, str, str]]:
        """The (element, attribute, value) that may be a field's value."""
        nodes = self.page.nodes
        return [
            (node, name, clean(value))
            for node in range(len(nodes.tag))
            for name, value in nodes.attributes(node).items()
            if (name in _ATTRIBUTES or name.startswith("data-"))
            and value
            and len(value) <= _LONGEST
        ]

    def matches_one(self, name: str, text: str) -> bool:
        """Tell whether a text is the known value of a short field, or one of its values."""
        known = self.known
        if name == "title":
            return text == known.title
        if name == "section":
            return text in known.sections
        if name == "author":
            return author(text) in known.authors
        if name == "published":
            return self._date(text) == known.published_at
        return self._is_count(text)

    def matches_all(self, name: str, texts: Sequence[str]) -> bool:
        """Tell whether the texts that a selector finds give exactly the known value."""
        if name == "section":
            return list(dict.fromkeys(texts)) == list(self.known.sections)
        if name == "author":
            read = (author(text) for text in texts)
            return list(dict.fromkeys(a for a in read if a)) == list(self.known.authors)
        if name == "title":
            return bool(texts) and texts[0] == self.known.title
        readable = (t for t in texts if name == "views" or self._date(t))
        counted = (t for t in readable if name != "views" or parse_count(t) is not None)
        first = next(counted, None)
        return first is not None and self.matches_one(name, first)

    def _date(self, text: str) -> str | None:
        read = read_date(
            text,
            language=self.page.locale,
            captured_at=self.page.captured_at,
            zone=self.page.zone,
            of="published",
        )
        return read.iso() if isinstance(read, Stamp) else None

    def _is_count(self, text: str) -> bool:
        count, known = parse_count(text), self.known.views
        # It has been read since; a number that only looks alike is told apart by the other pages.
        return count is not None and known is not None and known <= count <= _GROWTH * (known + 50)


def known_of(article: Article) -> Known:
    """Return the values of an extracted article."""
    return Known(
        article.title,
        article.body,
        article.published_at,
        tuple(article.sections),
        tuple(article.authors),
        article.views,
    )


def known_of_row(row: Mapping[str, Any]) -> Known:
    """Return the values of a version's row: a mapping of its columns, with `views`."""
    many = (tuple(row["sections"]), tuple(row["authors"]))
    return Known(row["title"], row["body"], row["published_at"], *many, row["views"])
