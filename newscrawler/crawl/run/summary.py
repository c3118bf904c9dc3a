"""The JSON summary of a run, in numbers and sentences: docs/unattended.md, «The summary»."""

import resource
import sys
from collections import Counter
from typing import Any, Protocol

from newscrawler import clock
from newscrawler.archive.read.disk_use import written
from newscrawler.config import Config
from newscrawler.crawl.run import exit_code
from newscrawler.errors import ExitCode
from newscrawler.model.outcome import Outcome, in_order
from newscrawler.sites.health.alarm import Health
from newscrawler.store import Store
from newscrawler.store.reading import overview
from newscrawler.text.instants import read_instant
from newscrawler.version import __version__

SCHEMA = 1
"""Grows when a key goes or changes its meaning, not when one comes."""
_ARTICLES = (Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE)
_KIB = 1 if sys.platform == "darwin" else 1024


class Run(Protocol):
    """What a summary asks of a run."""

    crawler: Any
    config: Config
    crawl_id: str
    site: str
    begun: str
    queue: str
    health: Health

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def facts(self) -> exit_code.Facts: ...  # noqa: D102
    def exit_code(self) -> ExitCode: ...  # noqa: D102


def summarise(run: "Run", reason: str, store: Store | None) -> dict[str, Any]:
    """Return the summary of a run that ends; `store` is None where it cannot be asked."""
    facts = run.facts
    ended = clock.now()
    code = run.exit_code()
    files, size = written(run.config.archive, run.crawl_id)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "crawl_id": run.crawl_id,
        "site": run.site,
        "kind": run.kind,
        "started_at": run.begun,
        "finished_at": ended,
        "seconds": (read_instant(ended) - read_instant(run.begun)).total_seconds(),
        "exit_code": code,
        "meaning": code.meaning,
        "reason": reason,
        "interrupted": facts.stopped,
        "error": str(facts.failure) if facts.failure is not None else None,
        "counts": in_order(facts.counts),
        "articles": {str(outcome): facts.counts.get(outcome, 0) for outcome in _ARTICLES},
        **_wire(run),
        "waiting": facts.counts.get(Outcome.WAITING, 0),
        "resting": facts.resting,
        "next_due_at": overview.next_due(store, run.queue, ended) if store else None,
        "alarms": facts.alarms,
        "health": run.health.kept(),
        "remarks": exit_code.remarks(facts),
        "last_trouble": facts.trouble or None,
        "archive_files": files,
        "archive_bytes": size,
        "database_bytes": overview.database_bytes(store) if store else None,
        "peak_memory_bytes": _peak_memory(),
    }


def unstarted(site: str, why: str, code: ExitCode) -> dict[str, Any]:
    """Return the summary of a run that could not begin: a wrong name, a broken profile."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "site": site,
        "exit_code": code,
        "meaning": code.meaning,
        "error": why,
    }


def _wire(run: "Run") -> dict[str, Any]:
    """Return what Scrapy counted of requests and answers."""
    stats = run.crawler.stats.get_stats()
    start = "downloader/response_status_count/"
    classes: Counter[str] = Counter()
    for name, count in stats.items():
        if name.startswith(start):
            classes[f"{name.removeprefix(start)[0]}xx"] += count
    return {
        "requests": stats.get("downloader/request_count", 0),
        "responses": {name: classes[name] for name in sorted(classes)},
        "unanswered": stats.get("downloader/exception_count", 0),
        "bytes_received": stats.get("downloader/response_bytes", 0),
    }


def _peak_memory() -> int:
    """Return the most that the process, or the largest of its workers, has held."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * _KIB


def alarm_sentences(site: str, health: Health) -> list[str]:
    """Return alarms as sentences, and what to do about them."""
    alarms = [f"ALARM: {alarm}." for alarm in health.reported]
    repair = f"`newscrawler check {site} --repair` proposes selectors for the new pages."
    return [*alarms, repair] if alarms else []
