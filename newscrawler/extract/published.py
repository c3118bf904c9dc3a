"""When a page was published: what it states, what it prints, what discovery told; never a guess."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import chain

from newscrawler.extract.address_day import address_day
from newscrawler.extract.dateline import Dateline, Printed, title_day
from newscrawler.extract.local_day import as_printed, could_be, in_zone_of, is_utc
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.calendars import Calendar
from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.labels import DateOf

_OTHERS = 5
_TOLD_SLACK = 1
"""Days by which a feed's UTC and a page's local day may differ."""
_VAGUE = 3
_UNCLEAR = re.compile(r"meta:(?:dc\.|dcterms\.)?date$")
"""Metadata that does not say what its day is of: of print, of an update, of the template."""
_OF_ANY_ITEM = re.compile(r"microdata:|rdfa:|meta:datepublished$")
_CREATED = re.compile(r"created|upload", re.IGNORECASE)
_CALENDARS: dict[Calendar, str] = {
    "gregorian": "gregorian", "hijri": "islamic-umalqura", "persian": "persian",
}  # fmt: skip


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

    @property
    def calendar(self) -> str | None:
        """The calendar in which the page gives the day, as CLDR names it."""
        return _CALENDARS[self.stamp.calendar] if self.stamp else None

    @property
    def broken(self) -> bool:
        """A printed date was meant as a day and is none; relative ones may be exact elsewhere."""
        return self.unread is not None and self.unread.reason != "relative"


def published(page: Page, stated: Iterable[Candidate], near: int | None) -> Published:
    """Choose among what selectors and structured data state, what the page prints, and the rest.

    Printed dates that discovery contradicts belong to an update or to something else on the
    page. Where the article's own printed date is broken, no other printed date stands in for
    it: the day then comes from feed or sitemap, else from the address, else it is unknown.
    A day that only one source states gives way to one that two others agree on.
    """
    found = Published()
    stated = sorted(stated, key=_vagueness)
    clear = [c for c in stated if _vagueness(c) < _VAGUE]
    line, told = Dateline(page, near), page.capture.told
    feed = [Candidate(told.source, told.published)] if told and told.published else []
    said = read(page, feed[0].raw) if feed else None
    anchor = said if isinstance(said, Stamp) else None
    address = [c for c in (address_day(page),) if c]
    titled = title_day(page)

    def printed(dates: Iterable[Printed]) -> Iterator[Candidate]:
        return _believable(page, dates, anchor, found)

    named = printed(p for p in line.own if p.named)
    unnamed = printed(p for p in line.own if not p.named)
    _choose(page, chain(clear, named), found)
    if found.stamp is None:
        _choose(page, printed(line.worded), found)
    _choose(page, chain(titled, unnamed, stated[len(clear) :]), found)
    # A feed tells the day of a date further off from others'; without one the address is surer.
    further = printed(line.others)
    rest = chain(further, feed, address) if anchor else chain(address, further, feed)
    if found.stamp is None:
        _choose(page, rest, found)
    else:
        _choose(page, chain(feed, address), found)
    if found.stamp is not None and found.candidate in stated:
        shown = [Candidate(p.rule, p.shown) for p in line.own[:3] if p.shown]
        _in_local_day(page, found, [*shown, *titled, *address], stated)
        _outvoted(page, found, clear)
    return found


def modified(page: Page, stated: Iterable[Candidate]) -> Published:
    """Choose when the page was last changed."""
    found = Published()
    _choose(page, stated, found, "modified")
    return found


def read(page: Page, raw: str, of: DateOf = "published") -> Stamp | Unread | None:
    """Read a date as this page prints it."""
    return _read(raw, page.locale, page.captured_at, page.zone, of)


@lru_cache(2048)
def _read(
    raw: str, language: str | None, captured_at: datetime | None, zone: tzinfo | None, of: DateOf
) -> Stamp | Unread | None:
    return read_date(raw, language=language, captured_at=captured_at, zone=zone, of=of)


def _vagueness(stated: Candidate) -> int:
    """Return how little metadata says that its day is that of this article's publication."""
    if _UNCLEAR.search(stated.rule):
        return _VAGUE
    if _CREATED.search(stated.rule):
        return 2
    return 1 if _OF_ANY_ITEM.match(stated.rule) else 0


def _in_local_day(
    page: Page, found: Published, evidence: Iterable[Candidate], stated: list[Candidate]
) -> None:
    """Put the publisher's day for that of UTC: as the page or its address has it, or its zone."""
    stamp, source = found.stamp, found.candidate
    if stamp is None or source is None or not is_utc(stamp):
        return
    others = [(c, s) for c in stated if isinstance(s := read(page, c.raw), Stamp)]
    shown = [(c, s) for c in evidence if isinstance(s := read(page, c.raw), Stamp)]
    local = [(c, s) for c, s in (*shown, *others) if not is_utc(s)]
    if any(s.moment.date() == stamp.moment.date() for _, s in local):
        return
    for candidate, day in local:
        exact = as_printed(stamp, day)
        # A text that nothing calls a date is the article's only if it is the same moment.
        if exact is None and (candidate.rule == "heuristic:text" or not could_be(stamp, day)):
            continue
        if exact is None:
            was = Candidate(source.rule, source.raw, stamp.iso())
            found.others = [was, *(o for o in found.others if o.raw != candidate.raw)]
            found.candidate = candidate
        found.stamp = exact or day
        return
    here = in_zone_of(page, stamp, [s for _, s in others])
    if here is not None and here.moment.date() != stamp.moment.date():
        found.stamp = here


def _outvoted(page: Page, found: Published, clear: list[Candidate]) -> None:
    """Take the day that two kinds of sources agree on before one that a single source states."""
    stamp, source = found.stamp, found.candidate
    if stamp is None or source is None or source.rule.startswith("selector"):
        return
    votes: dict[str, dict[str, Candidate]] = {stamp.iso()[:10]: {_kind(source): source}}
    for other in (*clear, *found.others):
        also = read(page, other.raw)
        if isinstance(also, Stamp) and other.rule != "heuristic:text":
            day = stamp if is_utc(also) and could_be(also, stamp) else also
            votes.setdefault(day.iso()[:10], {}).setdefault(_kind(other), other)
    mine = votes.pop(stamp.iso()[:10])
    most = max(votes.values(), key=len, default={})
    if len(mine) > 1 or len(most) < 2:
        return
    winner = next(iter(most.values()))
    better = read(page, winner.raw)
    if isinstance(better, Stamp):
        was = Candidate(source.rule, source.raw, stamp.iso())
        found.others = [was, *(o for o in found.others if o.raw != winner.raw)]
        found.stamp, found.candidate = better, Candidate(winner.rule, winner.raw)


def _kind(candidate: Candidate) -> str:
    """Return by which way a page says a date; microdata may lie in a <meta>."""
    if _OF_ANY_ITEM.match(candidate.rule):
        return "microdata"
    title = candidate.rule == "heuristic:title"
    return "title" if title else candidate.rule.partition(":")[0]


def _choose(
    page: Page, candidates: Iterable[Candidate], found: Published, of: DateOf = "published"
) -> None:
    for candidate in candidates:
        stamp = read(page, candidate.raw, of)
        if isinstance(stamp, Unread):
            if candidate.rule == "heuristic:text":
                continue
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


def _is_today(page: Page, stamp: Stamp) -> bool:
    now = page.captured_at
    local = now.astimezone(page.zone) if now and page.zone else now
    return local is not None and local.date() == stamp.moment.date()


def _believable(
    page: Page, dates: Iterable[Printed], told: Stamp | None, found: Published
) -> Iterator[Candidate]:
    """Yield the printed dates that can be believed."""
    for date in dates:
        if found.broken and not date.own:
            return
        candidate = Candidate(date.rule, date.raw)
        stamp = read(page, date.raw)
        if isinstance(stamp, Stamp) and not date.own and _is_today(page, stamp):
            continue  # a clock in the header
        if isinstance(stamp, Stamp) and told is not None:
            later = (stamp.moment.date() - told.moment.date()).days
            # A feed may name the day of an update; the page's own day may lie before it.
            if later > _TOLD_SLACK or (later < -_TOLD_SLACK and not date.own):
                found.others.append(Candidate(date.rule, date.raw, stamp.iso()))
                continue
        yield candidate
