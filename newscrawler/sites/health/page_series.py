"""The series that are watched: page by page, whether a property of a site's pages holds."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from newscrawler.model.profile import Profile
from newscrawler.store.articles.page_notes import FIELDS, bit
from newscrawler.store.reading.pages import Page

_ALWAYS = 0.95
"""The share of articles that have a title and a body, on a site that nobody has seen yet."""
_EVERYWHERE = ("title", "body", "published")
"""Fields that hardly a page is without, of whatever kind it is."""
_NEAR = 3
"""Pages before one that it must differ from."""
_SHORT = 20
"""Words from which equal lengths are no chance."""
_LOW, _HIGH, _SHORTER, _LONGER = 0.05, 0.95, 0.7, 1.5
"""Quantiles of the usual lengths, and factors below and above them from which one is unusual."""
_YOUNG = 20
"""Pages before the run that may be like the newest already, while nobody has noticed."""
_FAMILIAR = 0.05
"""The share of pages from which a language is a usual one."""


@dataclass(frozen=True, slots=True)
class Series:
    """A property that is watched.

    `values`: by page, whether it holds; None where nothing can be said. `field`: whose selectors
    a person changes to mend it. `expected`: the share of pages where there is no baseline yet.
    `is_soft`: a batch of unusual pages looks like a change, so that one run proves nothing.
    """

    what: str
    field: str
    values: list[bool | None]
    expected: float | None = None
    is_soft: bool = False


def all_series(pages: Sequence[Page], usual: int, profile: Profile | None) -> Iterator[Series]:
    """Yield the series of pages, the oldest first; the first `usual` came before this run."""
    for field in FIELDS:
        expected = _ALWAYS if field in ("title", "body") else None
        given = bit(field)
        soft = field not in _EVERYWHERE
        yield Series(field, field, [p.filled & given != 0 for p in pages], expected, soft)
        selected = _selected(pages, field, profile)
        yield Series(f"selector:{field}", field, selected, expected, soft)
    old = pages[: max(usual - _YOUNG, 0)]
    shapes = (
        ("body length", "body", _lengths(pages, old)),
        ("body repeated", "body", _differ([p.words for p in pages], _is_long)),
        ("title repeated", "title", _differ([p.title for p in pages], bool)),
        ("date impossible", "published", [_is_possible(p) for p in pages]),
        ("date repeated", "published", _differ([p.published_at for p in pages], _is_exact)),
        ("language", "language", _languages(pages, old)),
        ("duplicates", "body", [not p.copied if p.filled else None for p in pages]),
    )
    for what, field, values in shapes:
        yield Series(what, field, values, is_soft=True)


def _selected(pages: Sequence[Page], field: str, profile: Profile | None) -> list[bool | None]:
    layouts = profile.layouts if profile is not None else ()
    having = {layout.name for layout in layouts if field in layout.selectors}
    given = bit(field, selected=True)
    return [p.filled & given != 0 if p.layout in having else None for p in pages]


def _lengths(pages: Sequence[Page], old: Sequence[Page]) -> list[bool | None]:
    usual = sorted(page.words for page in old if page.words)
    if not usual:
        return [None] * len(pages)
    low, high = (usual[int(share * (len(usual) - 1))] for share in (_LOW, _HIGH))
    return [_SHORTER * low <= p.words <= _LONGER * high if p.words else None for p in pages]


def _languages(pages: Sequence[Page], old: Sequence[Page]) -> list[bool | None]:
    usual = Counter(page.language for page in old if page.language)
    familiar = {name for name, count in usual.items() if count >= _FAMILIAR * usual.total()}
    return [p.language in familiar if p.language and familiar else None for p in pages]


def _differ(found: Sequence[Any], counts: Callable[[Any], bool]) -> list[bool | None]:
    """Tell of each value whether the _NEAR before it differ; None where it does not count."""
    return [
        value not in found[max(number - _NEAR, 0) : number] if counts(value) else None
        for number, value in enumerate(found)
    ]


def _is_long(words: int) -> bool:
    return words >= _SHORT


def _is_exact(published: str | None) -> bool:
    """Tell whether a date is one that no two articles share by chance."""
    return published is not None and "T" in published and "T00:00" not in published


def _is_possible(page: Page) -> bool | None:
    """Tell whether the date of publication is at most a day after the article was first seen.

    A day, because sites print the time of their own zone.
    """
    if not page.published_at or not page.first_seen_at:
        return None
    seen = date.fromisoformat(page.first_seen_at[:10])
    return page.published_at[:10] <= (seen + timedelta(days=1)).isoformat()
