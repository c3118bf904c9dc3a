"""The report: the condition of sites, database and archive, for people and monitoring."""

import re
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from newscrawler import clock
from newscrawler.archive.read.disk_use import usage
from newscrawler.config import Config
from newscrawler.model.outcome import in_order
from newscrawler.sites.health import overdue
from newscrawler.sites.health.examine import alarms as health_alarms
from newscrawler.store import Store
from newscrawler.store.database.engine import address_of
from newscrawler.store.reading import overview
from newscrawler.store.reading.overview import SiteFacts
from newscrawler.text.instants import read_instant
from newscrawler.text.units import format_span

_URL = re.compile(r"\w+://\S+")


def condition(store: Store, config: Config, only: Collection[str] = ()) -> dict[str, Any]:
    """Return the report of docs/unattended.md without its history of runs and failures."""
    now = clock.now()
    disk = usage(config.archive, clock.moment())
    facts = overview.site_facts(store, now, only)
    return {
        "at": now,
        "database": {
            "address": address_of(config.db).render_as_string(),
            "bytes": overview.database_bytes(store),
        },
        "archive": {"folder": str(config.archive), **asdict(disk)},
        "sites": [
            site_condition(one, clock.moment(), [str(a) for a in health_alarms(store, one.site)])
            for one in facts
        ],
    }


def history(store: Store, only: Collection[str] = ()) -> dict[str, Any]:
    """Return the last runs, the reasons of failed addresses, and the hosts left alone."""
    return {
        "crawls": [_run(one) for one in overview.last_crawls(store, only)],
        "failures": _reasons(overview.failures(store, only)),
        "hosts": overview.troubled_hosts(store, clock.now()),
    }


def site_condition(facts: SiteFacts, now: datetime, health: list[str]) -> dict[str, Any]:
    """Return the condition of a site; `alarms` are sentences on what is wrong with it.

    `health`: the alarms that stand since its last run.
    """
    last = facts.last or {}
    starts = [read_instant(text) for text in facts.starts]
    late = overdue.overdue(starts, now)
    quiet = overdue.silence([read_instant(text) for text in facts.news], max(starts, default=now))
    alarms = [*health]
    if late is not None:
        alarms.append(f"a run is overdue for {format_span(late)}: is its timer still there?")
    if quiet is not None:
        alarms.append(f"no new article for {format_span(quiet)}, much longer than usual")
    return {
        "site": facts.site,
        "articles": facts.articles,
        "duplicates": facts.duplicates,
        "removed": facts.removed,
        "last": _run(last) if last else None,
        "succeeded_at": facts.succeeded_at,
        "runs": {str(code): count for code, count in facts.runs.items()},
        "waiting": facts.waiting,
        "due": facts.due,
        "next_due_at": facts.next_due,
        "alarms": alarms,
    }


def _run(row: dict[str, Any]) -> dict[str, Any]:
    ended = row["finished_at"]
    seconds = (
        (read_instant(ended) - read_instant(row["started_at"])).total_seconds() if ended else None
    )
    names = ("id", "site", "kind", "started_at", "finished_at", "reason", "exit_code")
    return {
        **{name: row[name] for name in names},
        "seconds": seconds,
        "counts": in_order(row["counts"] or {}),
    }


def _reasons(rows: Collection[tuple[str, str, str, int]]) -> list[dict[str, Any]]:
    """Group failures by reason, whatever address it names, the most frequent first."""
    found: dict[tuple[str, str, str], int] = {}
    for site, outcome, detail, count in rows:
        key = (site, outcome, _URL.sub("…", detail))
        found[key] = found.get(key, 0) + count
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"site": site, "outcome": outcome, "reason": reason, "addresses": count}
        for (site, outcome, reason), count in most
    ]
