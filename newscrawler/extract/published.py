"""When a page was published: what it states, what it prints, what discovery told; never a guess."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from newscrawler.extract import dateline
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.labels import DateOf

_OTHERS = 5
_TOLD_SLACK = 1
"""Days by which a feed's UTC and a page's local day may differ."""


@dataclass
class Published:
    """The day that was chosen, and what else was found.

    Without a `stamp`, `unread` is the printed date that could not be read, if there was one,
    and `candidate` where it stood.
    """

    stamp: Stamp | None = None
    candidate: Candidate | None = None
    unread: Unread | None = None
    others: list[Candidate] = field(default_factory=list)


def published(page: Page, stated: Iterable[Candidate], near: object) -> Published:
    """Choose among what selectors and structured data state, what the page prints, and the rest.

    A printed date that discovery contradicts belongs to something else on the page. Where the
    article's own printed date is broken, no other printed date stands in for it: the day then
    comes from feed or sitemap, else from the address, else it is unknown.
    """
    found = Published()
    told = page.capture.told
    said = read(page, told.published) if told and told.published else None
    anchor = said if isinstance(said, Stamp) else None
    printed = _believable(page, dateline.dates(page, near), anchor, found)
    rest: list[Candidate] = []
    if told and told.published:
        rest.append(Candidate(told.source, told.published))
    in_url = dateline.url_day(page)
    rest += [in_url] if in_url else []
    _choose(page, chain(stated, printed, rest, _loose(near, found)), found)
    return found


def modified(page: Page, stated: Iterable[Candidate]) -> Published:
    """Choose when the page was last changed."""
    found = Published()
    _choose(page, stated, found, "modified")
    return found


def read(page: Page, raw: str, of: DateOf = "published") -> Stamp | Unread | None:
    """Read a date as this page prints it."""
    return read_date(raw, language=page.locale, captured_at=page.captured_at, zone=page.zone, of=of)


def _choose(
    page: Page, candidates: Iterable[Candidate], found: Published, of: DateOf = "published"
) -> None:
    for candidate in candidates:
        stamp = read(page, candidate.raw, of)
        if isinstance(stamp, Unread):
            if found.unread is None and found.stamp is None:
                found.unread, found.candidate = stamp, candidate
            found.others.append(Candidate(candidate.rule, candidate.raw, stamp.reason))
        elif stamp is None:
            continue
        elif found.stamp is None:
            found.stamp, found.candidate = stamp, candidate
        else:
            found.others.append(Candidate(candidate.rule, candidate.raw, stamp.iso()))
        if found.stamp is not None and len(found.others) >= _OTHERS:
            return


def _believable(
    page: Page, printed: Iterable[Candidate], anchor: Stamp | None, found: Published
) -> Iterator[Candidate]:
    """Yield printed dates up to one that is broken, without those that discovery contradicts."""
    for candidate in printed:
        stamp = read(page, candidate.raw)
        if isinstance(stamp, Stamp) and anchor is not None:
            apart = abs((stamp.moment.date() - anchor.moment.date()).days)
            if apart > _TOLD_SLACK:
                found.others.append(Candidate(candidate.rule, candidate.raw, stamp.iso()))
                continue
        yield candidate
        if isinstance(stamp, Unread) and stamp.reason != "relative":
            return


def _loose(near: object, found: Published) -> Iterator[Candidate]:
    if found.stamp is None and (found.unread is None or found.unread.reason == "relative"):
        yield from dateline.loose_dates(near)
