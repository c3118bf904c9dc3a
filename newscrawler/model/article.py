"""The article: what the crawl yields, the store keeps and the library returns.

Plain data classes with no dependency; itemadapter, hence every Scrapy exporter, reads them.
"""

from dataclasses import dataclass, field

from newscrawler.model.rights import Signal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a source offered for a field.

    `rule` names the source, most specific first: ``selector:h1.title::text``,
    ``json-ld:datePublished``, ``meta:og:title``, ``microdata:articleSection``,
    ``heuristic:h1``. `raw` is the text as the page has it, `value` what was read from it.
    """

    rule: str
    raw: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a field's value came from, and what the other sources said."""

    rule: str
    raw: str
    others: tuple[Candidate, ...] = ()
    confidence: str = "alone"
    """``agreed`` if another source says the same, ``disputed`` if some say otherwise, else
    ``alone``."""


@dataclass(slots=True)
class Article:
    """One capture of an article, extracted.

    Texts are NFC, with single spaces; a body is paragraphs joined by a blank line.
    A value that the page does not give is None (or an empty list), never a guess.
    """

    url: str
    """The address that was fetched."""
    canonical_url: str
    """The address that identifies the article within its site."""
    site: str
    """The name of the profile, or the host where there is none."""
    title: str | None = None
    body: str | None = None
    published_at: str | None = None
    """``YYYY-MM-DD``, or ISO 8601 with time; with an offset only if it is known."""
    published_precision: str | None = None
    """``day``, ``hour``, ``minute`` or ``second``; with no `published_at`, why a printed date
    could not be read: ``ambiguous``, ``invalid`` or ``relative``."""
    published_raw: str | None = None
    """The date as the page prints it, also where it cannot be read."""
    published_calendar: str | None = None
    """The calendar of the date as printed, as CLDR names it: ``gregorian``, ``islamic-umalqura``,
    ``persian``."""
    modified_at: str | None = None
    """In the same forms as `published_at`."""
    section: str | None = None
    """The most specific section."""
    sections: list[str] = field(default_factory=list)
    """All sections, outermost first."""
    authors: list[str] = field(default_factory=list)
    views: int | None = None
    """The view count that the page printed when it was captured."""
    views_raw: str | None = None
    language: str | None = None
    """BCP 47 primary tag: ``ar``, ``en``."""
    image: str | None = None
    """Absolute URL of the lead image."""
    tags: list[str] = field(default_factory=list)
    captured_at: str | None = None
    """WARC-Date of the capture, UTC: ``2017-12-21T09:30:00Z``, or None where nobody knows it."""
    layout: str | None = None
    """The profile's layout that matched: its `since` day, ``base`` for the undated one."""
    page_type: str | None = None
    """``article``, ``listing`` or ``other``: what the page looks to be; or, where something
    answers in an article's place, the outcome that it has: ``soft-404``, ``blocked``,
    ``needs-javascript``, ``not-article``."""
    paywalled: bool = False
    """The page shows only the beginning of its article."""
    part: int = 1
    """Which page of the article this is, where it has several."""
    continues: str | None = None
    """The address of the article's next page, not yet joined to this one."""
    rights: tuple[Signal, ...] = ()
    """What the page says of its use: indexing, archiving, mining, licences."""
    provenance: dict[str, Provenance] = field(default_factory=dict)
    """By field name."""
