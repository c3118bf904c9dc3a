"""How soon is a redesign noticed, and how often is there an alarm about nothing? Simulated.

An invented site of the kind that has odd hours: agency copy without author and short at night,
batches of video pages that have hardly a text, fields that half the pages have. It is crawled every
hour, and judged after each run as `newscrawler.store.health` would. Seeded: the same figures each
time.

    python -m benchmarks.sites.health            # a minute
    python -m benchmarks.sites.health --runs 10000
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

from newscrawler.model.profile import Layout, Profile, Selector
from newscrawler.sites.health.alarm import Health
from newscrawler.sites.health.watch import watch
from newscrawler.store.articles.page_notes import FIELDS
from newscrawler.store.reading.pages import NEWEST, USUAL, Page

# ruff: noqa: S311 - a simulation wants seeds, not secrets

SHARES = {
    "title": 1.0, "body": 0.995, "published": 1.0, "modified": 0.5, "section": 0.9, "author": 0.85,
    "views": 0.98, "image": 0.9, "tags": 0.5, "language": 1.0,
}  # fmt: skip
"""How many text pages have a field."""
PROFILE = Profile(
    "invented",
    ("example.com",),
    layouts=(Layout(None, {f: (Selector("x", "x"),) for f in FIELDS}),),
)
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
Change = Callable[[Page], Page]


@dataclass
class Site:
    """The invented site: what it publishes in an hour, and how a page of it turns out."""

    random: random.Random
    busy: float = 1.0
    count: int = 0

    def hour(self, at: datetime) -> Iterator[Page]:
        """Yield the pages that an hourly run brings: new ones, and some that are seen again."""
        night = at.hour < 6
        expected = self.busy * (2 if night else 9)
        kinds = ["agency" if self.random.random() < (0.7 if night else 0.15) else "text"
                 for _ in range(self._poisson(expected))]  # fmt: skip
        if self.random.random() < 1 / 60:
            kinds += ["video"] * self.random.randint(4, 10)
        for second, kind in enumerate(kinds):
            self.count += 1
            yield self._page(at + timedelta(seconds=second + 1), kind)

    def _page(self, at: datetime, kind: str) -> Page:
        draw = self.random.random
        filled = 0
        for number, field in enumerate(FIELDS):
            share = SHARES[field]
            if kind == "agency":
                share = {"author": 0.0, "tags": 0.2}.get(field, share)
            if kind == "video":
                share = {"body": 0.8, "author": 0.1, "section": 1.0}.get(field, share)
            filled |= (draw() < share) * (1 | 1 << len(FIELDS)) << number
        middle, spread = {"text": (350, 0.5), "agency": (70, 0.3), "video": (18, 0.5)}[kind]
        words = round(self.random.lognormvariate(0, spread) * middle) if filled & 2 else 0
        day = at.isoformat()
        published = (at - timedelta(minutes=self.random.expovariate(1 / 40))).isoformat()[:16]
        return Page(
            f"https://example.com/{self.count}", day, "base", filled, words,
            draw() < 0.02, f"Title {self.count}", "ar", published, day,
        )  # fmt: skip

    def _poisson(self, mean: float) -> int:
        count, left = -1, mean
        while left > 0:
            left -= self.random.expovariate(1.0)
            count += 1
        return count


def without(*fields: str) -> Change:
    """Return a redesign after which neither selectors nor anything else finds these fields."""
    gone = sum((1 | 1 << len(FIELDS)) << FIELDS.index(field) for field in fields)
    empty = {"words": 0} if "body" in fields else {}
    return lambda page: replace(page, filled=page.filled & ~gone, **empty)


def unselected(field: str) -> Change:
    """Return a redesign after which only the generic path finds a field."""
    return lambda page: replace(
        page, filled=page.filled & ~(1 << len(FIELDS) + FIELDS.index(field))
    )


def half(change: Change) -> Change:
    """Return a redesign of every other page."""
    return lambda page: change(page) if int(page.url.rpartition("/")[2]) % 2 else page


CHANGES: dict[str, Change] = {
    "title, body, date": without("title", "body", "published"),
    "title": without("title"),
    "body": without("body"),
    "date": without("published"),
    "date, of every other page": half(without("published")),
    "section (90 %)": without("section"),
    "views (98 %)": without("views"),
    "author (60 %)": without("author"),
    "tags (45 %)": without("tags"),
    "body's selector; found without it": unselected("body"),
    "body is a teaser of 20 words": lambda page: replace(page, words=15 + page.words % 10),
    "body is the cookie box": lambda page: replace(page, words=120),
    "title is the site's name": lambda page: replace(page, title="The Daily"),
    "date is that of the first teaser": lambda page: replace(page, published_at="2026-01-01T08:15"),
}


def runs(
    site: Site, change: Change, first: datetime, count: int, pages: list[Page], last: Health
) -> Iterator[tuple[list[Page], Health]]:
    """Yield the pages of each hourly run, and what it said."""
    for number in range(count):
        at = first + timedelta(hours=number)
        new = [change(page) for page in site.hour(at)][:NEWEST]
        last = watch([*pages[-USUAL:], *new], at.isoformat(), PROFILE, last)
        pages += new
        yield new, last


def false_alarms(total: int, busy: float) -> Counter[str]:
    """Return how often each alarm was raised on a healthy site."""
    raised: Counter[str] = Counter()
    # Months of their own, so that one alarm does not hide the next.
    for seed in range(max(total // 720, 1)):
        standing: set[str] = set()
        for _, health in runs(
            Site(random.Random(seed), busy), lambda p: p, START, 720, [], Health()
        ):
            now = {alarm.what for alarm in health.alarms}
            raised.update(now - standing)
            standing = now
    return raised


def delays(change: Change, busy: float, samples: int) -> list[tuple[int, int]]:
    """Return after how many pages and runs a change was noticed; 0 runs: not within two weeks."""
    found = []
    for seed in range(samples):
        site = Site(random.Random(1000 + seed), busy)
        pages: list[Page] = []
        hours = 7 * 24 + seed
        while len(pages) < USUAL or hours:
            pages += site.hour(START - timedelta(hours=hours))
            hours -= hours > 0
        count = 0
        for number, (new, health) in enumerate(
            runs(site, change, START + timedelta(hours=seed), 336, pages, Health()), start=1
        ):
            count += len(new)
            if health.alarms:
                found.append((count, number))
                break
        else:
            found.append((count, 0))
    return found


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=2160)
    parser.add_argument("--samples", type=int, default=24)
    options = parser.parse_args()
    for busy in (1.0, 0.3):
        raised = false_alarms(options.runs, busy)
        per = 10_000 / (max(options.runs // 720, 1) * 720)
        print(f"{7.25 * busy:.0f} pages an hour: {raised.total()} false alarms, "
              f"{raised.total() * per:.1f} in 10,000 runs {dict(raised) or ''}")  # fmt: skip
    print(f"\n{'redesign':36} pages: median, worst   runs: median, worst   unnoticed")
    for name, change in CHANGES.items():
        found = delays(change, 1.0, options.samples)
        seen = [(pages, count) for pages, count in found if count]
        pages, count = ([p for p, _ in seen] or [0]), ([n for _, n in seen] or [0])
        cells = f"{median(pages):13.0f} {max(pages):6} {median(count):14.0f} {max(count):6}"
        print(f"{name:36} {cells} {len(found) - len(seen):11}")


if __name__ == "__main__":
    main()
