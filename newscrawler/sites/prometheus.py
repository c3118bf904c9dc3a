"""The sites' condition in Prometheus's text format, for node_exporter's textfile collector.

https://prometheus.io/docs/instrumenting/exposition_formats/, and for the names
https://prometheus.io/docs/practices/naming/: base units, `_total` for what only grows.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_SITE, _CODE, _OUTCOME = ("site",), ("site", "exit_code"), ("site", "outcome")
_FAMILIES = {
    "last_run_start_timestamp_seconds": (_SITE, "When the last run of a site began."),
    "last_run_end_timestamp_seconds": (_SITE, "When the last run of a site ended."),
    "last_run_duration_seconds": (_SITE, "How long the last run of a site took."),
    "last_run_exit_code": (_SITE, "The exit code of the last run of a site; 0 is well."),
    "last_run_urls": (_OUTCOME, "Addresses of the last run of a site by their outcome."),
    "last_success_timestamp_seconds": (
        _SITE,
        "When a run of a site last ended with exit code 0.",
    ),
    "runs_total": (_CODE, "Runs of a site that have ended, by exit code."),
    "articles": (_SITE, "Articles of a site in the database."),
    "urls_waiting": (_SITE, "Addresses of a site that the next run asks for first."),
    "urls_due": (_SITE, "Addresses of a site whose time has come to be asked for again."),
    "alarms": (
        _SITE,
        "What is wrong with a site: fields that have gone, silence, runs that are overdue.",
    ),
    "archive_bytes": (("archive",), "Size of the archive."),
    "archive_files": (("archive",), "WARC files of the archive."),
    "database_bytes": (("database",), "Size of the database."),
}
"""Each family's labels and its help; the order is the file's."""
_Sample = tuple[str, tuple[str, ...], float]
"""The name of its family, the values of its labels, its own value."""


def exposition(condition: Mapping[str, Any]) -> str:
    """Return the metrics of a condition in the text format; a family without samples is absent.

    They have a registry of their own: the library's default one holds metrics of this process.
    """
    registry = CollectorRegistry()
    registry.register(_Families(condition))
    return generate_latest(registry).decode()


class _Families(Collector):
    def __init__(self, condition: Mapping[str, Any]) -> None:
        self._condition = condition

    def collect(self) -> Iterator[Metric]:
        families = {name: _family(name) for name in _FAMILIES}
        for name, labels, value in _samples(self._condition):
            # A folder's name may hold bytes that are no UTF-8; the format is UTF-8.
            readable = [text.encode("utf-8", "backslashreplace").decode() for text in labels]
            families[name].add_metric(readable, value)
        return (family for family in families.values() if family.samples)


def _family(name: str) -> CounterMetricFamily | GaugeMetricFamily:
    kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
    labels, text = _FAMILIES[name]
    return kind(f"newscrawler_{name}", text, labels=labels)


def _samples(condition: Mapping[str, Any]) -> Iterator[_Sample]:
    for site in condition["sites"]:
        here = (site["site"],)
        yield "articles", here, site["articles"]
        yield "urls_waiting", here, site["waiting"]
        yield "urls_due", here, site["due"]
        yield "alarms", here, len(site["alarms"])
        for code, count in site["runs"].items():
            yield "runs_total", (*here, str(code)), count
        if site["succeeded_at"]:
            yield "last_success_timestamp_seconds", here, _seconds(site["succeeded_at"])
        if last := site["last"]:
            yield from _last_run(here, last)
    archive, database = condition["archive"], condition["database"]
    yield "archive_bytes", (archive["folder"],), archive["bytes"]
    yield "archive_files", (archive["folder"],), archive["files"]
    yield "database_bytes", (database["address"],), database["bytes"]


def _last_run(here: tuple[str], last: Mapping[str, Any]) -> Iterator[_Sample]:
    yield "last_run_start_timestamp_seconds", here, _seconds(last["started_at"])
    if last["finished_at"]:
        yield "last_run_end_timestamp_seconds", here, _seconds(last["finished_at"])
        yield "last_run_duration_seconds", here, last["seconds"]
    if last["exit_code"] is not None:
        yield "last_run_exit_code", here, last["exit_code"]
    for outcome, count in last["counts"].items():
        yield "last_run_urls", (*here, outcome), count


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
