"""A simulated month: hourly crawls of a site that lives, and what was noticed of what happened.

    python -m benchmarks.crawl.month [--days N] [--seed N] [--keep FOLDER]

The clock is simulated: each crawl begins on the hour, and time passes inside it as it does here.
Each claim is printed as it was met; exit code 1 where one was not.

The minimum is counted twice. An oracle, which knows when something happens, needs a request for
each new story, edit, removal and return, and two for a move. A crawl by the clock has to ask: it
needs one request in each run (is there news?), one more where there is (which?), one for each
story when it is new, at each age of the schedule and when a list tells of a change, and one more
for each move.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.crawl.month_site import (
    PROFILE,
    REDESIGN,
    REPAIR,
    START,
    Event,
    MonthSite,
    Plan,
    Story,
    section,
)
from newscrawler import clock
from newscrawler.model import profile_files
from newscrawler.text.arabic import fold

AGES = tuple(timedelta(hours=h) for h in (1, 6, 24, 72, 168))
"""When a story is visited again after its birth, within a month."""
SETTINGS = {
    "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "CRITICAL",
    "RETRY_TIMES": 0,
    # A rest within a crawl would be a rest of ours: the clock stands still.
    "NEWSCRAWLER_WAIT_MAX": "0s",
}  # fmt: skip
EXPECTED = {"": {0}, "wall": {4}, "429": {4}, "down": {3}, "503": {3, 4}}
"""The exit codes that are the truth, by what is wrong with the site."""
REPAIRED_AFTER = timedelta(hours=24)
"""How long a person takes after the alarm."""
UNHEEDED = REDESIGN.replace(minute=0) + timedelta(days=3)
"""When somebody sees it who was told nothing."""


class Clock:
    """Stands at an hour of the month, and goes on from there as time does."""

    def __init__(self) -> None:
        self.set(START)

    def set(self, hour: datetime) -> None:
        """Begin an hour."""
        self._hour, self._since = hour, time.monotonic()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._hour + timedelta(seconds=time.monotonic() - self._since)


@dataclass(slots=True)
class Run:
    """One crawl: when, what was wrong with the site, how it ended."""

    hour: datetime
    trouble: str
    code: int
    requests: int
    said: str


@dataclass(slots=True)
class Diary:
    """What is noted from run to run, because the store keeps the latest state alone."""

    runs: list[Run] = field(default_factory=list)
    removed: dict[str, list[tuple[datetime, bool]]] = field(default_factory=dict)
    """By story's address: when it was noted as gone (True) or back (False)."""
    repaired: datetime | None = None
    unhelped: str = ""
    """What was said in place of a layout that mends the profile."""
    _gone: set[str] = field(default_factory=set)

    def compare(self, at: datetime, gone: set[str]) -> None:
        """Note which articles count as removed now."""
        for url in gone ^ self._gone:
            self.removed.setdefault(url, []).append((at, url in gone))
        self._gone = gone


def main() -> int:
    """Let the month pass, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="keep the crawls' files in this new folder")
    args = parser.parse_args()
    with contextlib.ExitStack() as stack:
        if args.keep:
            folder = args.keep.resolve()
            folder.mkdir(parents=True)
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plan, ticking = Plan(args.days, args.seed), Clock()
        site = MonthSite(plan, ticking)
        clock.source = ticking
        begun = time.monotonic()
        diary = live(folder, site, ticking, args.days * 24)
        spent = time.monotonic() - begun
        site.close()
        print(f"\n{len(diary.runs)} crawls of {args.days} days in {spent:.0f} s, seed {args.seed}")
        return 0 if judge(folder, site, diary) else 1


def live(folder: Path, site: MonthSite, ticking: Clock, hours: int) -> Diary:
    """Crawl each hour, in one process. Returns what was noted."""
    (folder / "sites").mkdir()
    path = folder / "sites" / "month.toml"
    path.write_text(PROFILE.format(url=site.url), encoding="utf-8")
    os.chdir(folder)
    os.environ |= {
        "SCRAPY_SETTINGS_MODULE": "newscrawler.settings",
        "NEWSCRAWLER_SITES": "sites",
        "NEWSCRAWLER_ALLOW_PRIVATE": site.address,
    }
    from scrapy.crawler import AsyncCrawlerProcess

    from newscrawler.crawl.launch import project_settings

    diary = Diary()
    process = AsyncCrawlerProcess(project_settings(SETTINGS))

    async def month() -> None:
        from twisted.internet import reactor

        try:
            alarm = None
            for number in range(hours):
                hour = START + timedelta(hours=number)
                ticking.set(hour)
                if hour == (alarm + REPAIRED_AFTER if alarm else UNHEEDED):
                    repair(path, diary)
                    diary.repaired = hour
                diary.runs.append(await one(process, site, hour))
                if alarm is None and diary.runs[-1].code == 5 and hour >= REDESIGN:
                    alarm = hour
                diary.compare(hour, gone(folder))
                show(diary.runs[-1])
        finally:
            reactor.stop()

    asyncio.get_event_loop().create_task(month())
    process.start(stop_after_crawl=False)
    return diary


async def one(process: Any, site: MonthSite, hour: datetime) -> Run:
    """Crawl once."""
    from newscrawler.crawl.run.crawl_run import CrawlRun

    trouble = site.trouble(hour)
    (site.close if trouble == "down" else site.open)()
    before = site.asked.total()
    crawler = process.create_crawler("month")
    await process.crawl(crawler)
    run = CrawlRun.find(crawler)
    code = run.exit_code() if run is not None else 1
    said = run.summary() if run is not None else ""
    return Run(hour, trouble, code, site.asked.total() - before, said)


def show(run: Run) -> None:
    """Print a run that is worth a line."""
    if run.code or run.hour.hour == 0 or "failure" in run.said:
        said = run.said.replace("\n", "; ")
        print(f"{run.hour:%m-%d %H}h {run.trouble:4} code {run.code} {run.requests:4} {said}"[:180])
        sys.stdout.flush()


def repair(path: Path, diary: Diary) -> None:
    """Do what a person does after the alarm: take the proposed layout, and read again with it."""
    proposed = command("check", "month", "--repair")
    if proposed.returncode:
        diary.unhelped = (proposed.stdout + proposed.stderr).strip()
        added = REPAIR.format(since=REDESIGN.date().isoformat())
    else:
        added = f"\n{proposed.stdout}"
    print(added)
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    # A process reads a profile once; the next crawl of cron is another process.
    profile_files.named.cache_clear()
    profile_files.by_host.cache_clear()
    applied = command("replay", "--apply")
    if applied.returncode:
        diary.unhelped += (applied.stdout + applied.stderr).strip()


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `newscrawler …` in the month's folder."""
    return subprocess.run(
        [sys.executable, "-m", "newscrawler.commands.main", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def gone(folder: Path) -> set[str]:
    """Return the articles that count as removed."""
    with contextlib.closing(sqlite3.connect(folder / "news.db")) as db:
        rows = db.execute("SELECT canonical_url FROM articles WHERE removed_at IS NOT NULL")
        return {url for (url,) in rows}


class Judge:
    """Compares what the store has with what happened."""

    def __init__(self, folder: Path, site: MonthSite, diary: Diary) -> None:
        self.site, self.diary, self.plan = site, diary, site.plan
        self.open_hours = [r.hour for r in diary.runs if not r.trouble]
        with contextlib.closing(sqlite3.connect(folder / "news.db")) as db:
            db.row_factory = sqlite3.Row
            self.articles = db.execute("SELECT * FROM articles ORDER BY id").fetchall()
            self.versions = db.execute(
                "SELECT * FROM versions ORDER BY article_id, number"
            ).fetchall()
            self.counted = {
                row["article_id"]
                for row in db.execute("SELECT DISTINCT article_id FROM view_counts")
            }
            pages = db.execute(
                "SELECT captured_at FROM captures WHERE status = 200 AND article_id IS NOT NULL"
            )
            self.pages = [_moment(at) for (at,) in pages]
            self.aliases = db.execute(
                "SELECT a.*, captured_at FROM aliases a JOIN captures c ON a.capture_id = c.id"
            ).fetchall()
        self.of_story: dict[int, list[int]] = {}
        self.strangers: list[str] = []
        for row in self.articles:
            story = site.story_of(row["canonical_url"])
            if story is None:
                self.strangers.append(row["canonical_url"])
            else:
                self.of_story.setdefault(story.number, []).append(row["id"])
        self.texts: dict[int, list[sqlite3.Row]] = {}
        for row in self.versions:
            self.texts.setdefault(row["article_id"], []).append(row)

    def visits(self, story: Story) -> list[datetime]:
        """Return the runs in which a crawl by the schedule fetches a story."""
        told = [e.at for e in self.plan.of_story(story) if e.told]
        found: list[datetime] = []
        due = self.plan.end
        for hour in self.open_hours:
            if not found and not story.is_online(hour):
                continue
            if found and due > hour and not any(found[-1] < at <= hour for at in told):
                continue
            found.append(hour)
            age = hour - story.born
            # A visit so soon after another is none of the schedule's.
            coming = (story.born + a for a in AGES if a - age >= a / 4)
            due = next(coming, hour + timedelta(days=30))
        return found

    def due(self, event: Event) -> datetime | None:
        """Return the first scheduled visit that meets an event; None: there is none in time."""
        after = [e.at for e in self.plan.of_story(event.story) if e.at > event.at]
        last = min([*after, self.plan.end])
        if event.kind == "returned":
            away = [e for e in self.plan.of_story(event.story) if e.kind == "removed"]
            if not any(self.due(e) for e in away):
                return None  # nobody knew that it was away
        return next((v for v in self.visits(event.story) if event.at <= v < last), None)

    def found(self, event: Event) -> datetime | None:
        """Return when the store took notice of an event."""
        rows = [v for a in self.of_story.get(event.story.number, ()) for v in self.texts.get(a, ())]
        if event.kind in ("published", "edited"):
            edition = event.story.edition(event.at)
            same = [
                _moment(v["captured_at"])
                for v in rows
                if _text(v["title"], v["body"])
                == _text(edition.title, "\n".join(edition.paragraphs))
            ]
            return min((t for t in same if t >= event.at), default=None)
        if event.kind == "moved":
            return self._moved(event.story)
        marks = sorted(
            mark
            for url, marks in self.diary.removed.items()
            if self.site.story_of(url) is event.story
            for mark in marks
        )
        wanted = event.kind == "removed"
        return next((at for at, is_gone in marks if at >= event.at and is_gone is wanted), None)

    def _moved(self, story: Story) -> datetime | None:
        """Return when a move was known: both addresses lead to one article."""
        names = {self.site.url + path for path in (story.path, story.moved_to) if path}
        held = {a["canonical_url"] for a in self.articles} & names
        led = [a for a in self.aliases if a["url"] in names - held and a["canonical_url"] in names]
        return _moment(led[0]["captured_at"]) if len(held) == 1 and led else None

    def false_versions(self) -> list[str]:
        """Return the versions that show no edit."""
        wrong = []
        for number, ids in self.of_story.items():
            story = self.plan.stories[number]
            editions = {_text(e.title, "\n".join(e.paragraphs)): e for e in story.editions}
            for article in ids:
                last = None
                for v in self.texts.get(article, ()):
                    text = _text(v["title"], v["body"])
                    edition = editions.get(text)
                    where = f"{story.path} version {v['number']} of {v['captured_at']}"
                    if edition is None:
                        wrong.append(f"{where} (layout {v['layout']}): a text that never was")
                    elif text == last:
                        wrong.append(f"{where}: the text of the version before")
                    elif edition.at > _moment(v["captured_at"]):
                        wrong.append(f"{where}: before its time")
                    last = text
        return wrong

    def wrong_values(self) -> list[str]:
        """Return the articles whose date, section or count of views is not the site's.

        What was first seen between the redesign and the repair is read again after it.
        """
        wrong = []
        for number, ids in self.of_story.items():
            story = self.plan.stories[number]
            for article in ids:
                last = self.texts[article][-1]
                born = _moment(last["published_at"]) if last["published_at"] else None
                said = born, last["section"], article in self.counted
                true = story.born.replace(second=0, microsecond=0), section(story), True
                if said != true:
                    wrong.append(f"{story.path}: {said}, not {true}")
        return wrong

    def false_removals(self) -> list[str]:
        """Return what was noted as gone while it was there."""
        return [
            f"{url} noted as gone in the run of {at:%m-%d %H}h"
            for url, marks in self.diary.removed.items()
            for at, is_gone in marks
            if is_gone
            and (s := self.site.story_of(url))
            and s.is_online(at)
            # A move leaves the old address without a page.
            and not (s.moved_at and s.moved_at <= at)
        ]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(title: str | None, body: str | None) -> str:
    return f"{fold(title or '')}\n{fold(body or '')}"


def judge(folder: Path, site: MonthSite, diary: Diary) -> bool:
    """Print each claim beside what was seen; tell whether all hold."""
    judging, good = Judge(folder, site, diary), True

    def claim(what: str, wrong: list[str]) -> None:
        nonlocal good
        good = good and not wrong
        print(f"{'ok  ' if not wrong else 'FAIL'} {what}" + (f": {len(wrong)}" if wrong else ""))
        for line in wrong[:6]:
            print(f"       {line}")

    print(f"\n{'event':22} {'all':>5} {'due':>5} {'found':>5}   hours: median, 90 %, most; late")
    missed = []
    kinds: dict[str, list[Event]] = {}
    for event in site.plan.events():
        silent = ", silent" if event.kind == "edited" and not event.told else ""
        kinds.setdefault(f"{event.kind} {event.how}{silent}", []).append(event)
    for name, events in sorted(kinds.items()):
        due = {id(e): judging.due(e) for e in events}
        seen = {id(e): judging.found(e) for e in events}
        met = [e for e in events if due[id(e)] and seen[id(e)]]
        hours = sorted((seen[id(e)] - e.at) / timedelta(hours=1) for e in met)
        late = [e for e in met if seen[id(e)] - due[id(e)] > timedelta(hours=1)]
        missed += [
            f"{name} {e.at:%m-%d %H:%M}, due {due[id(e)]:%m-%d %H}h: {e.story.address(e.at)}"
            for e in events
            if due[id(e)] and not seen[id(e)]
        ]
        spread = ""
        if hours:
            ninety = hours[int(len(hours) * 0.9)]
            spread = f"{statistics.median(hours):6.1f} {ninety:6.1f} {hours[-1]:6.1f}   {len(late)}"
        count = sum(1 for e in events if due[id(e)])
        print(f"{name:22} {len(events):5} {count:5} {len(met):5}   {spread}")
    print()
    claim("everything that was due was found", missed)
    claim("no false version", judging.false_versions())
    claim("no false removal", judging.false_removals())
    twice = [
        f"{judging.plan.stories[n].path}: articles {ids}"
        for n, ids in judging.of_story.items()
        if len(ids) > 1
    ]
    claim("one article for each story", twice)
    claim("nothing else is an article", judging.strangers)
    claim("exit codes tell the truth", _wrong_codes(diary))
    claim("the redesign raised an alarm, and nothing else did", _alarms(judging))
    if diary.repaired:
        claim("the proposed layout mends the profile", [diary.unhelped] if diary.unhelped else [])
    claim("dates, sections and view counts are the site's", judging.wrong_values())
    claim("a replay gives the same export", _replayed())
    _print_requests(site, judging)
    return good


def _wrong_codes(diary: Diary) -> list[str]:
    table = Counter((r.trouble or "well", r.code) for r in diary.runs)
    print(
        "exit codes:", ", ".join(f"{how} {code}: {n}" for (how, code), n in sorted(table.items()))
    )
    return [
        f"{r.hour:%m-%d %H}h ({r.trouble or 'well'}): {r.code}; {r.said}"
        for r in diary.runs
        if r.code not in EXPECTED[r.trouble] and r.code != 5
    ]


def _alarms(judging: "Judge") -> list[str]:
    alarms = [r for r in judging.diary.runs if r.code == 5]
    mended = judging.diary.repaired or judging.plan.end
    true = [r for r in alarms if REDESIGN <= r.hour < mended]
    wrong = [f"false alarm {r.hour:%m-%d %H}h: {r.said}" for r in alarms if r not in true]
    if judging.plan.end > REDESIGN + timedelta(days=1):
        if true:
            first = true[0].hour
            hours = (first - REDESIGN) / timedelta(hours=1)
            end = first + timedelta(hours=1)
            pages = sum(REDESIGN <= at < end for at in judging.pages)
            print(f"the redesign: alarm after {hours:.1f} hours and {pages} pages: {true[0].said}")
            print(f"it stood in {len(true)} runs, until the profile was mended")
        else:
            wrong.append("no alarm after the redesign")
    return wrong


def _replayed() -> list[str]:
    def run(*words: str) -> str:
        done = command(*words)
        done.check_returncode()
        return done.stdout

    run("replay", "archive", "--db", "replay.db")
    first, second = (run("export", "--db", name) for name in ("news.db", "replay.db"))
    one, two = first.splitlines(), second.splitlines()
    other = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    return [f"{len(one)} rows live, {len(two)} replayed"] * (first != second) + [
        f"live     {a[:150]}\n       replayed {b[:150]}" for a, b in other
    ]


def _print_requests(site: MonthSite, judging: Judge) -> None:
    asked = site.asked
    kinds: Counter[str] = Counter()
    for (kind, _), count in asked.items():
        kinds[kind] += count
    unchanged = sum(n for (_, status), n in asked.items() if status == 304)
    print(f"\nrequests: {asked.total()}, of them {unchanged} answered 304")
    for kind, count in kinds.most_common():
        answers = ", ".join(f"{s}: {n}" for (k, s), n in sorted(asked.items()) if k == kind)
        print(f"  {kind:10} {count:6}   {answers}")
    events = Counter(e.kind for e in site.plan.events() if judging.due(e))
    backlog = sum(1 for s in site.plan.stories if s.born < START and s.is_online(START))
    oracle = backlog + events.total() + events["moved"]
    visits = sum(len(judging.visits(s)) for s in site.plan.stories)
    ends = [START - timedelta(hours=1), *judging.open_hours]
    changes = [any(a < e.at <= b for e in site.plan.events()) for a, b in itertools.pairwise(ends)]
    least = visits + events["moved"] + len(judging.diary.runs) + sum(changes)
    print(
        f"  minimum: an oracle's {oracle}, by the clock {least}; ratio {asked.total() / least:.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
