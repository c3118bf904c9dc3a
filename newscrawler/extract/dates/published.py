"""The date of publication: metadata, printed dates, discovery; never a guess."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from newscrawler.extract.dates.clues import title_date
from newscrawler.extract.dates.dateline import Dateline, Printed
from newscrawler.extract.dates.in_scripts import script_date
from newscrawler.extract.dates.in_url import url_date, url_year
from newscrawler.extract.dates.local_day import as_printed, could_be, in_zone_of, is_utc
from newscrawler.extract.dates.page_zones import Span
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.dates.calendars import Calendar
from newscrawler.text.dates.labels import DateOf

_MAX_OTHERS = 5
_FEED_SLACK = 1
"""Days by which a feed's UTC date and a page's local date may differ."""
_MAX_SHOWN = 3
"""Printed dates, the likeliest first, that may give the local day of a UTC time."""
_UNCLEAR_RANK = 3
_UNCLEAR = re.compile(r"meta:(?:dc\.|dcterms\.)?date$")
"""Metadata with a date of unclear meaning: of print, of an update, of the template."""
_CREATED = re.compile(r"created|upload", re.IGNORECASE)
_OF_ANY_ITEM = re.compile(r"microdata:|rdfa:|meta:datepublished$")
_CALENDARS: dict[Calendar, str] = {
    "gregorian": "gregorian", "hijri": "islamic-umalqura", "persian": "persian",
}  # fmt: skip


@dataclass
class Published:
    """The chosen date, and the other candidates.

    Without a `stamp`, `unread` is the printed date that could not be read, if there was one,
    and `candidate` its source.
    """

    stamp: Stamp | None = None
    candidate: Candidate | None = None
    unread: Unread | None = None
    others: list[Candidate] = field(default_factory=list)

    @property
    def calendar(self) -> str | None:
        """The calendar of the printed date, by its CLDR name (BCP 47, `ca`)."""
        return _CALENDARS[self.stamp.calendar] if self.stamp else None

    @property
    def broken(self) -> bool:
        """A printed date is no valid date; a relative one may be exact elsewhere."""
        return self.unread is not None and self.unread.reason != "relative"

    def switch_to(self, candidate: Candidate, stamp: Stamp) -> None:
        """Choose another candidate, and keep the former choice among the others."""
        others = [o for o in self.others if (o.rule, o.raw) != (candidate.rule, candidate.raw)]
        if self.candidate and self.stamp:
            others.insert(0, _valued(self.candidate, self.stamp))
        self.stamp, self.candidate, self.others = stamp, candidate, others


def published(
    page: Page, declared: Iterable[Candidate], near: int | None, head: Span | None = None
) -> Published:
    """Choose the publication date among declared (selectors, metadata), printed and other dates.

    Printed dates that discovery contradicts belong to an update or to something else on the
    page. Where the article's own printed date is broken, no other printed date replaces it: the
    date then comes from feed or sitemap, else from the URL, else it is unknown. A date of a
    single source gives way to one that two others agree on. `near` is the body's container,
    `head` the pieces of its headline, where they are known.
    """
    return _Choice(page).published(sorted(declared, key=_unclearness), near, head)


def modified(page: Page, declared: Iterable[Candidate]) -> Published:
    """Choose the date of the last change among declared dates."""
    choice = _Choice(page, "modified")
    choice.choose(declared)
    return choice.found


class _Choice:
    """The choice for one page and one field; each text is read once."""

    def __init__(self, page: Page, of: DateOf = "published") -> None:
        self._page, self._of = page, of
        self._language, self._zone, self._now = page.locale, page.zone, page.captured_at
        self._known: dict[str, Stamp | Unread | None] = {}
        self.found = Published()

    def read(self, raw: str) -> Stamp | Unread | None:
        """Read a date as this page prints it."""
        if raw not in self._known:
            self._known[raw] = read_date(
                raw, language=self._language, captured_at=self._now, zone=self._zone, of=self._of,
                latest_year=None if self._now else url_year(self._page),
            )  # fmt: skip
        return self._known[raw]

    def stamp(self, raw: str) -> Stamp | None:
        """Read a date; None where it cannot be read."""
        read = self.read(raw)
        return read if isinstance(read, Stamp) else None

    def published(
        self, declared: list[Candidate], near: int | None, head: Span | None
    ) -> Published:
        """Choose the publication date; `declared` has the clearest sources first."""
        found, page = self.found, self._page
        line, hint = Dateline(page, near, head), page.capture.hint
        feed = [Candidate(hint.source, hint.published)] if hint and hint.published else []
        anchor = self.stamp(feed[0].raw) if feed else None
        address = [day for day in (url_date(page),) if day]
        titled = title_date(page)
        clear = [c for c in declared if _unclearness(c) < _UNCLEAR_RANK]
        named = self._believable((p for p in line.own if p.named), anchor)
        self.choose(chain(clear, named))
        unnamed = self._believable((p for p in line.own if not p.named), anchor)
        self.choose(chain(titled, unnamed, declared[len(clear) :]))
        if found.stamp is None:
            self.choose(self._believable(line.without_year, anchor))
        further = () if found.stamp else self._believable(line.others, anchor)
        # A feed confirms one of the further dates; without a feed the URL is surer than they.
        self.choose(chain(further, feed, address) if anchor else chain(address, further, feed))
        if found.stamp is None and near is None:
            self.choose(script_date(page.hydration_states))
        source = found.candidate
        if source and (source in declared or source.rule.startswith("script:")):
            shown = [Candidate(p.rule, p.shown) for p in line.own[:_MAX_SHOWN] if p.shown]
            self._use_local_day([*shown, *titled, *address], declared)
            self._prefer_majority(clear)
        return found

    def choose(self, candidates: Iterable[Candidate]) -> None:
        """Take the first candidate that can be read, if none is chosen yet; keep the others."""
        found = self.found
        for candidate in candidates:
            stamp = self.read(candidate.raw)
            if isinstance(stamp, Unread):
                if candidate.rule == "heuristic:text":
                    continue  # nothing says that it is meant as a date
                if found.unread is None and found.stamp is None:
                    found.unread, found.candidate = stamp, candidate
                found.others.append(Candidate(candidate.rule, candidate.raw, stamp.reason))
            elif stamp is None:
                continue
            elif found.stamp is None:
                found.stamp, found.candidate = stamp, candidate
            else:
                found.others.append(_valued(candidate, stamp))
            if found.stamp is not None and len(found.others) >= _MAX_OTHERS:
                return

    def _believable(self, dates: Iterable[Printed], feed: Stamp | None) -> Iterator[Candidate]:
        """Yield the printed dates that nothing contradicts; `feed` is discovery's date."""
        for number, date in enumerate(dates):
            if self.found.broken and not date.own:
                return
            if self.found.stamp and number:
                return  # one is enough beside a known date
            candidate = Candidate(date.rule, date.raw)
            stamp = self.stamp(date.raw)
            if stamp and not date.own and self._is_today(stamp):
                continue  # a clock in the header
            if stamp and feed:
                later = (stamp.moment.date() - feed.moment.date()).days
                # A feed may name the day of an update; the page's own day may lie before it.
                if later > _FEED_SLACK or (later < -_FEED_SLACK and not date.own):
                    self.found.others.append(_valued(candidate, stamp))
                    continue
            yield candidate

    def _is_today(self, stamp: Stamp) -> bool:
        local = self._now.astimezone(self._zone) if self._now and self._zone else self._now
        return local is not None and local.date() == stamp.moment.date()

    def _use_local_day(self, evidence: Iterable[Candidate], declared: list[Candidate]) -> None:
        """Replace a UTC day by the publisher's local day, from printed dates, URL or time zone.

        A text that nothing calls a date counts only if it prints the very same moment.
        """
        stamp = self.found.stamp
        if stamp is None or not is_utc(stamp):
            return
        for candidate in chain(evidence, declared):
            day = self.stamp(candidate.raw)
            if day is None or is_utc(day):
                continue
            if day.moment.date() == stamp.moment.date():
                return
            exact = as_printed(stamp, day)
            if exact:
                self.found.stamp = exact
                return
            if candidate.rule != "heuristic:text" and could_be(stamp, day):
                self.found.switch_to(candidate, day)
                return
        read = [s for c in declared if (s := self.stamp(c.raw))]
        here = in_zone_of(self._page, stamp, read)
        if here and here.moment.date() != stamp.moment.date():
            self.found.stamp = here

    def _prefer_majority(self, clear: list[Candidate]) -> None:
        """Prefer the date that two kinds of sources agree on to that of a single one."""
        stamp, source = self.found.stamp, self.found.candidate
        if stamp is None or source is None or source.rule.startswith("selector"):
            return
        mine = stamp.iso()[:10]
        votes: dict[str, dict[str, Candidate]] = {mine: {_kind(source): source}}
        for other in chain(clear, self.found.others):
            also = self.stamp(other.raw)
            if also and other.rule != "heuristic:text":
                same = is_utc(also) and could_be(also, stamp)
                votes.setdefault(mine if same else also.iso()[:10], {}).setdefault(
                    _kind(other), other
                )
        most = max(votes.values(), key=len)
        if len(votes[mine]) == 1 and len(most) > 1:
            winner = next(iter(most.values()))
            better = self.stamp(winner.raw)
            if better:
                self.found.switch_to(Candidate(winner.rule, winner.raw), better)


def _valued(candidate: Candidate, stamp: Stamp) -> Candidate:
    return Candidate(candidate.rule, candidate.raw, stamp.iso())


def _unclearness(candidate: Candidate) -> int:
    """Return how unclear it is that a declared date is this article's publication: 0 to 3."""
    if _UNCLEAR.search(candidate.rule):
        return _UNCLEAR_RANK
    if _CREATED.search(candidate.rule):
        return 2
    # Microdata may be that of any item on the page.
    return 1 if _OF_ANY_ITEM.match(candidate.rule) else 0


def _kind(candidate: Candidate) -> str:
    """Return the kind of source of a candidate; microdata marks up printed dates."""
    if _OF_ANY_ITEM.match(candidate.rule) or candidate.rule == "heuristic:date":
        return "heuristic:time"
    return candidate.rule if candidate.rule.startswith("h") else candidate.rule.partition(":")[0]
