"""The article, and the table of its fields: what each means, where it is kept, what uses it.

The crawl yields articles, the store keeps them and the library returns them. They are plain data
classes, which itemadapter, hence every Scrapy exporter, reads.
"""

from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final

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
    """One capture of an article, extracted; FIELDS says what each attribute means.

    Texts are NFC, with single spaces; a body is paragraphs joined by a blank line.
    A value that the page does not give is None (or an empty list), never a guess.
    """

    url: str
    canonical_url: str
    site: str
    title: str | None = None
    body: str | None = None
    published_at: str | None = None
    published_precision: str | None = None
    published_raw: str | None = None
    published_calendar: str | None = None
    modified_at: str | None = None
    section: str | None = None
    sections: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    views: int | None = None
    views_raw: str | None = None
    language: str | None = None
    image: str | None = None
    tags: list[str] = field(default_factory=list)
    captured_at: str | None = None
    layout: str | None = None
    page_type: str | None = None
    paywalled: bool = False
    part: int = 1
    continues: str | None = None
    rights: tuple[Signal, ...] = ()
    provenance: dict[str, Provenance] = field(default_factory=dict)


class Use(Flag):
    """What a field is used for, beside being extracted."""

    EXPORTED = auto()
    """A column of `newscrawler export`: a contract."""
    SELECTED = auto()
    """A profile's layout may have selectors for it."""
    WATCHED = auto()
    """Health compares how many pages give it, run by run. The bits of `captures.filled` are
    numbered by these, so that one more, or another order, takes a migration."""
    COMPARED = auto()
    """`newscrawler replay --diff` tells where it changes."""
    REPAIRED = auto()
    """`newscrawler check SITE --repair` looks for its selectors after a redesign."""


_NOTHING: Final = Use(0)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: of an article, of its row in an export, or of a layout.

    `key` names it in `Article`, in exports and in gold files; `name` in profiles and in reports of
    health, where the two differ. `column` is where the store keeps it, as ``table.column``; None:
    it is not kept.
    """

    key: str
    kind: str
    """``text``, ``integer``, ``yes or no``, ``list of texts`` and so on."""
    meaning: str
    """One sentence for people, or two."""
    column: str | None = None
    uses: Use = _NOTHING
    alias: str | None = None

    @property
    def name(self) -> str:
        """Its name in profiles."""
        return self.alias or self.key


_EXPORTED: Final = Use.EXPORTED
_COMPARED: Final = _EXPORTED | Use.COMPARED
_WATCHED: Final = Use.SELECTED | Use.WATCHED
_EVERY: Final = ~_NOTHING

TEXTS = "list of texts"
INTEGER = "integer"

FIELDS: tuple[Field, ...] = (
    Field(
        "url", "address",
        "The address that was fetched, in canonical form.",
        "versions.url", _EXPORTED,
    ),
    Field(
        "canonical_url", "address",
        "The address that identifies the article within its site.",
        "articles.canonical_url", _EXPORTED,
    ),
    Field(
        "site", "text", "The name of the profile, or the host where there is none.",
        "articles.site", _COMPARED,
    ),
    Field("title", "text", "The headline, without the site's name.", "versions.title", _EVERY),
    Field(
        "body", "text",
        "The text: paragraphs joined by a blank line, with its quotes, lists and subheadings, and "
        "without captions, teasers and share bars.",
        "versions.body", _EVERY,
    ),
    Field(
        "published_at", "day or instant",
        "When it was published: `YYYY-MM-DD`, or ISO 8601 with time; with an offset only if it is "
        "known.",
        "versions.published_at", _EVERY, "published",
    ),
    Field(
        "published_precision", "text",
        "`day`, `hour`, `minute` or `second`; with no `published_at`, why a printed date could not "
        "be read: `ambiguous`, `invalid` or `relative`.",
        "versions.published_precision", _EXPORTED,
    ),
    Field(
        "published_raw", "text",
        "The date as the page prints it, also where it cannot be read.",
        "versions.published_raw", _EXPORTED,
    ),
    Field(
        "published_calendar", "text",
        "The calendar of the date as printed, as CLDR names it: `gregorian`, `islamic-umalqura`, "
        "`persian`.",
        "versions.published_calendar",
    ),
    Field(
        "modified_at", "day or instant",
        "When the site says that it was last changed, in the same forms as `published_at`.",
        "versions.modified_at", _COMPARED | _WATCHED, "modified",
    ),
    Field("section", "text", "The most specific section.", "versions.section", _EVERY),
    Field(
        "sections", TEXTS, "All sections, outermost first.", "versions.sections", _COMPARED
    ),
    Field(
        "authors", TEXTS, "Who wrote it, in the order of the page.",
        "versions.authors", _EVERY, "author",
    ),
    Field(
        "views", INTEGER,
        "The view count that the page printed when it was captured; in an export, the latest.",
        "view_counts.count", _EVERY,
    ),
    Field("views_raw", "text", "The view count as the page prints it.", "view_counts.raw"),
    Field(
        "views_at", "instant", "When the page showed that count: a WARC-Date, UTC.",
        "view_counts.captured_at", _EXPORTED,
    ),
    Field("image", "address", "The lead image.", "versions.image", _WATCHED),
    Field("tags", TEXTS, "Its keywords, in the order of the page.", "versions.tags", _WATCHED),
    Field(
        "drop", "elements", "What a layout leaves out of the body; no article has it.",
        uses=Use.SELECTED,
    ),
    Field(
        "language", "text", "The primary tag of its language in BCP 47: `ar`, `en`.",
        "versions.language", _COMPARED | Use.WATCHED,
    ),
    Field(
        "captured_at", "instant",
        "The WARC-Date of the capture, UTC: `2017-12-21T09:30:00Z`, or none where nobody knows it; "
        "in an export, of the capture that first had this text.",
        "versions.captured_at", _EXPORTED,
    ),
    Field(
        "layout", "text",
        "The profile's layout that matched: its `since` day, `base` for the undated one.",
        "versions.layout",
    ),
    Field(
        "page_type", "text",
        "`article`, `listing` or `other`: what the page looks to be; or, where something answers "
        "in an article's place, its outcome: `soft-404`, `blocked`, `needs-javascript`, "
        "`not-article`.",
    ),
    Field(
        "paywalled", "yes or no", "Whether the page shows only the beginning of its article.",
        "versions.paywalled",
    ),
    Field("part", INTEGER, "Which page of the article this is, where it has several, from 1."),
    Field(
        "continues", "address",
        "The address of the article's next page, as long as that is not joined to this one.",
    ),
    Field(
        "rights", "list of statements",
        "What the page says of its use: indexing, archiving, mining, licences.",
        "captures.rights",
    ),
    Field(
        "provenance", "mapping",
        "By field, which source gave the value, what it says literally, and what others say.",
        "versions.provenance",
    ),
    Field(
        "version", INTEGER, "The number of this text among those that the article had, from 1.",
        "versions.number", _EXPORTED,
    ),
    Field(
        "duplicate_of", "address",
        "The canonical address of the article that this is a copy of.",
        "articles.duplicate_of", _EXPORTED,
    ),
    Field(
        "removed_at", "instant",
        "When the site was first seen to have taken it away: a WARC-Date, UTC.",
        "articles.removed_at", _EXPORTED,
    ),
    Field(
        "text_sha256", "text",
        "The hex SHA-256 of title and body, spelling variants folded: equal texts are copies.",
        "versions.text_sha256", _EXPORTED,
    ),
    Field(
        "warc_file", "text", "The file of the archive that has the record of this text.",
        "captures.warc_file", _EXPORTED,
    ),
    Field(
        "warc_offset", INTEGER,
        "The byte at which that record begins in it; none for a page saved as a file.",
        "captures.warc_offset", _EXPORTED,
    ),
)  # fmt: skip
"""All fields, in the order of every list and export that is made of them: a contract."""

KEYS = {each.name: each.key for each in FIELDS}
"""By the name in profiles, the name in `Article`: ``published`` → ``published_at``."""
KINDS = {each.key: each.kind for each in FIELDS}
"""By the name in `Article`, what a value is."""


def keys(use: Use) -> tuple[str, ...]:
    """Return the fields of one use, by their names in `Article` and in exports."""
    return tuple(each.key for each in FIELDS if use in each.uses)


def names(use: Use) -> tuple[str, ...]:
    """Return the fields of one use, by their names in profiles."""
    return tuple(each.name for each in FIELDS if use in each.uses)
