"""When a page was published: what it states, what it prints, what discovery told; never a guess."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from newscrawler.extract import dateline
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.calendars import Calendar
from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.labels import DateOf

_OTHERS = 5
_TOLD_SLACK = 1
"""Days by which a feed's UTC and a page's local day may differ."""

_Look = Callable[[Page, int | None], tuple[list[Candidate], list[Candidate]]]
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
    """
    found = Published()
    told = page.capture.told
    rest = [Candidate(told.source, told.published)] if told and told.published else []
    said = read(page, rest[0].raw) if rest else None
    in_url = dateline.url_day(page)
    rest += [in_url] if in_url else []
    anchor = said if isinstance(said, Stamp) else None

    def printed(look: _Look) -> Iterator[Candidate]:
        yield from _believable(page, *look(page, near), anchor, found)

    _choose(page, chain(stated, printed(dateline.dates), rest), found)
    if not found.stamp and not found.broken:
        _choose(page, printed(dateline.loose_dates), found)
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


def _is_today(page: Page, stamp: Stamp) -> bool:
    now = page.captured_at
    local = now.astimezone(page.zone) if now and page.zone else now
    return local is not None and local.date() == stamp.moment.date()


def _believable(
    page: Page, own: list[Candidate], others: list[Candidate], told: Stamp | None, found: Published
) -> Iterator[Candidate]:
    """Yield the printed dates that can be believed, the article's own first."""
    for number, candidate in enumerate([*own, *others]):
        is_own = number < len(own)
        if found.broken and not is_own:
            return
        stamp = read(page, candidate.raw)
        if isinstance(stamp, Stamp) and not is_own and _is_today(page, stamp):
            continue  # a clock in the header
        if isinstance(stamp, Stamp) and told is not None:
            later = (stamp.moment.date() - told.moment.date()).days
            # A feed may name the day of an update; the page's own day may lie before it.
            if later > _TOLD_SLACK or (later < -_TOLD_SLACK and not is_own):
                found.others.append(Candidate(candidate.rule, candidate.raw, stamp.iso()))
                continue
        yield candidate
