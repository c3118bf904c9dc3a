"""The condition of the sites in Prometheus's text format, for node_exporter's textfile collector.

https://prometheus.io/docs/instrumenting/exposition_formats/, and for the names
https://prometheus.io/docs/practices/naming/: base units, `_total` for what only grows.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

_HELP = {
    "last_run_start_timestamp_seconds": "When the last run of a site began.",
    "last_run_end_timestamp_seconds": "When the last run of a site ended.",
    "last_run_duration_seconds": "How long the last run of a site took.",
    "last_run_exit_code": "The exit code of the last run of a site; 0 is well.",
    "last_run_urls": "Addresses of the last run of a site by their outcome.",
    "last_success_timestamp_seconds": "When a run of a site last ended with exit code 0.",
    "runs_total": "Runs of a site that have ended, by exit code.",
    "articles": "Articles of a site in the database.",
    "urls_waiting": "Addresses of a site that the next run asks for first.",
    "urls_due": "Addresses of a site whose time has come to be asked for again.",
    "alarms": "What is wrong with a site: fields that have gone, silence, runs that are overdue.",
    "archive_bytes": "Size of the archive.",
    "archive_files": "WARC files of the archive.",
    "database_bytes": "Size of the database.",
}
_Sample = tuple[str, dict[str, str], float]


def exposition(condition: Mapping[str, Any]) -> str:
    """Return the metrics of a condition, each family whole, with help and type."""
    families: dict[str, list[_Sample]] = {name: [] for name in _HELP}
    for sample in _samples(condition):
        families[sample[0]].append(sample)
    lines = []
    for name, samples in families.items():
        if samples:
            kind = "counter" if name.endswith("_total") else "gauge"
            lines.append(f"# HELP newscrawler_{name} {_HELP[name]}")
            lines.append(f"# TYPE newscrawler_{name} {kind}")
            lines += [_line(*sample) for sample in samples]
    return "\n".join(lines) + "\n"


def _samples(condition: Mapping[str, Any]) -> Iterator[_Sample]:
    for site in condition["sites"]:
        here = {"site": site["site"]}
        yield "articles", here, site["articles"]
        yield "urls_waiting", here, site["waiting"]
        yield "urls_due", here, site["due"]
        yield "alarms", here, len(site["alarms"])
        for code, count in site["runs"].items():
            yield "runs_total", {**here, "exit_code": code}, count
        if site["succeeded_at"]:
            yield "last_success_timestamp_seconds", here, _seconds(site["succeeded_at"])
        if last := site["last"]:
            yield from _last_run(here, last)
    archive, database = condition["archive"], condition["database"]
    yield "archive_bytes", {"archive": archive["folder"]}, archive["bytes"]
    yield "archive_files", {"archive": archive["folder"]}, archive["files"]
    yield "database_bytes", {"database": database["address"]}, database["bytes"]


def _last_run(here: dict[str, str], last: Mapping[str, Any]) -> Iterator[_Sample]:
    yield "last_run_start_timestamp_seconds", here, _seconds(last["started_at"])
    if last["finished_at"]:
        yield "last_run_end_timestamp_seconds", here, _seconds(last["finished_at"])
        yield "last_run_duration_seconds", here, last["seconds"]
    if last["exit_code"] is not None:
        yield "last_run_exit_code", here, last["exit_code"]
    for outcome, count in last["counts"].items():
        yield "last_run_urls", {**here, "outcome": outcome}, count


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"newscrawler_{name}{{{inside}}} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
