"""The watch over a site: from its last pages, as series, to alarms."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from newscrawler.model.profile import Profile
from newscrawler.sites.health.alarm import Alarm, Health
from newscrawler.sites.health.cusum import LIMIT, SOFT_LIMIT, change
from newscrawler.sites.health.page_series import Series, all_series
from newscrawler.store.reading.pages import Page

_BACK, _BACK_PAGES, _BACK_LEAST = 0.75, 10, 5
"""An alarm ends when the share is back at 3/4 of the usual on the last 10 pages, at least 5."""
_Values = list[tuple[Page, bool]]


def watch(
    pages: Sequence[Page], begun: str, profile: Profile | None = None, last: Health | None = None
) -> Health:
    """Judge the newest pages of a site, one for each address, the oldest first.

    Pages captured before `begun`, a WARC-Date, are the baseline; `last`: the health after the run
    before this.
    """
    last = last or Health()
    usual = sum(page.captured_at < begun for page in pages)
    found = Health(aside=_within(last.aside, pages), baseline=usual)
    standing = {alarm.what: alarm for alarm in last.alarms}
    for series in all_series(pages, usual, profile):
        rule = _rule(profile, series.field)
        values = [(p, v) for p, v in zip(pages, series.values, strict=True) if v is not None]
        old = standing.get(series.what)
        if old is not None:
            since = [(page, value) for page, value in values if page.captured_at >= old.since]
            if old.rule == rule and not _is_back(old, since):
                found.alarms.append(_alarm(series, since, old.since, old.before, rule))
                continue
            # A person has changed the rule: what was usual before need not be so again.
            first = old.since if old.rule == rule else ""
            found.aside.setdefault(series.what, []).append((first, begun))
        alarm = _judged(series, _without(values, found.aside.get(series.what, [])), begun, rule)
        if alarm is not None:
            found.alarms.append(alarm)
    found.remarks = list(_drift(pages[usual:], profile))
    return found


def _judged(series: Series, values: _Values, begun: str, rule: str) -> Alarm | None:
    reference = sum(page.captured_at < begun for page, _ in values)
    limit = SOFT_LIMIT if series.is_soft else LIMIT
    turn = change([value for _, value in values], reference, series.expected, limit)
    if turn is None:
        return None
    since = values[turn.first :]
    if series.is_soft and not _lasts(since, begun):
        return None
    return _alarm(series, since, since[0][0].captured_at, turn.before, rule)


def _lasts(since: _Values, begun: str) -> bool:
    """Tell whether a change came before this run, and two thirds of this run's pages show it."""
    fresh = [value for page, value in since if page.captured_at >= begun]
    return fresh.count(False) >= 2 * max(1, fresh.count(True)) and len(fresh) < len(since)


def _alarm(series: Series, since: _Values, at: str, before: float, rule: str) -> Alarm:
    now = sum(value for _, value in since) / len(since) if since else 0.0
    return Alarm(series.what, at, round(before, 3), round(now, 3), len(since), rule)


def _is_back(alarm: Alarm, since: _Values) -> bool:
    newest = [value for _, value in since[-_BACK_PAGES:]]
    return len(newest) >= _BACK_LEAST and sum(newest) >= _BACK * alarm.before * len(newest)


def _within(
    aside: dict[str, list[tuple[str, str]]], pages: Sequence[Page]
) -> dict[str, list[tuple[str, str]]]:
    """Return the spans that reach into the pages; the others are forgotten."""
    oldest = pages[0].captured_at if pages else ""
    kept = {what: [s for s in spans if s[1] > oldest] for what, spans in aside.items()}
    return {what: spans for what, spans in kept.items() if spans}


def _without(values: _Values, spans: Sequence[tuple[str, str]]) -> _Values:
    if not spans:
        return values
    return [
        (page, value)
        for page, value in values
        if not any(first <= page.captured_at < end for first, end in spans)
    ]


def _rule(profile: Profile | None, field: str) -> str:
    """Return a digest of a field's selectors in all layouts: a person changes it by a repair."""
    if profile is None:
        return ""
    names = (field, "drop") if field == "body" else (field,)
    selectors = [
        (layout.since, [layout.selectors.get(n) for n in names]) for layout in profile.layouts
    ]
    return sha256(repr(selectors).encode()).hexdigest()[:12]


def _drift(pages: Sequence[Page], profile: Profile | None) -> Iterator[str]:
    """Yield a remark if pages of this run fit another layout than the one that was due."""
    if profile is None or not profile.layouts:
        return
    due = [(page, profile.layouts_for(page.captured_at)[0].name) for page in pages if page.layout]
    other = [(page.layout, name) for page, name in due if page.layout != name]
    if other:
        fits, name = other[-1]
        yield (
            f"{len(other)} of {len(due)} pages fit the layout «{fits}», and not «{name}», which "
            "is due since then: check its `since`."
        )
