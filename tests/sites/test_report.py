"""Condition, report and metrics of a database that has seen some days."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from newscrawler import clock, config
from newscrawler.commands import main as cli
from newscrawler.sites.prometheus import exposition
from newscrawler.sites.report import condition
from newscrawler.store import Store
from newscrawler.store.database.tables import articles, crawls, hosts, ledger
from newscrawler.text.terminal import cell_width

NOW = datetime(2024, 5, 6, 12, tzinfo=UTC)
ODD = 'a"\\\n\x1b[2J\u202eخبر'


def at(hours: float) -> str:
    """Return the time so many hours ago."""
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(site: str, ago: float, code: int | None = 0, **counts: int) -> dict[str, Any]:
    ended = at(ago - 0.1) if code is not None else None
    return {
        "id": f"{site} {ago}", "site": site, "kind": "live", "started_at": at(ago),
        "finished_at": ended, "reason": "finished", "exit_code": code, "counts": counts,
    }  # fmt: skip


def address(site: str, n: int, **more: Any) -> dict[str, Any]:
    row = {"site": site, "queue": site, "url": f"https://{site}/{n}", "discovered_at": at(9)}
    empty = dict.fromkeys(("outcome", "detail", "rank", "due_at"))
    return {**row, "crawl_id": "c", "attempts": 1, **empty, **more}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sites: one is well; the other was last crawled two days ago, and was refused."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "source", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NEWSCRAWLER_DB", "NEWSCRAWLER_ARCHIVE", "SCRAPY_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    found = [
        {"site": "good", "canonical_url": f"https://good/{n}", "variant_key": str(n),
         "first_record_id": str(n), "first_seen_at": at(n)} for n in range(20)
    ]  # fmt: skip
    with Store("sqlite:///news.db") as store:
        store.write(insert(articles), found)
        store.write(insert(crawls), [run("good", n + 0.5, stored=n, failed=1) for n in range(24)])
        runs = [run("bad", 48 + n, 0 if n > 1 else 4, blocked=1) for n in range(12)]
        store.write(insert(crawls), [*runs, run(ODD, 3, None)])
        rows = [
            address("good", 1, rank="7"),
            address("good", 2, due_at=at(1)),
            address("good", 3, due_at=at(-5)),
            *(
                address("bad", n, outcome="failed", detail=f"no https://bad/{n} {ODD}")
                for n in (4, 5)
            ),
            address("bad", 6, outcome="blocked", detail="HTTP 403"),
        ]
        store.write(insert(ledger), rows)
        host = {"host": "bad", "failures": 7, "not_before": at(-2), "reason": "HTTP 503"}
        store.write(insert(hosts).values(**host, updated_at=at(48)))
    archive = tmp_path / "archive"
    archive.mkdir()
    for stamp, size in (("20240101000000", 5000), ("20240504120000", 600), ("20240506110000", 100)):
        (archive / f"good-{stamp}-0-00000.warc.gz").write_bytes(b"x" * size)
    return tmp_path


def test_the_condition(folder: Path) -> None:
    with Store("sqlite:///news.db", writer=False) as store:
        found = condition(store, config.load({}))
    assert found["at"] == "2024-05-06T12:00:00Z"
    assert found["archive"] == {
        "folder": str(folder / "archive"), "files": 3, "bytes": 5700, "bytes_per_day": 100,
    }  # fmt: skip
    assert found["database"]["bytes"] > 100_000
    odd, bad, good = found["sites"]
    assert odd["last"]["finished_at"] is None
    assert (good["articles"], good["waiting"], good["due"]) == (20, 1, 1)
    assert good["next_due_at"] == at(-5)
    assert (good["alarms"], good["runs"]) == ([], {"0": 24})
    assert good["last"]["seconds"] == pytest.approx(360)
    assert bad["runs"] == {"0": 10, "4": 2}
    assert bad["succeeded_at"] == at(50 - 0.1)
    assert bad["alarms"] == ["a run is overdue for 47 h: is its timer still there?"]


def test_the_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["report"]) == 0
    shown = capsys.readouterr().out
    assert all(cell_width(line) <= 80 for line in shown.splitlines())
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "ALARM bad: a run is overdue for 47 h" in shown
    assert "archive 5.7 kB in 3 files, 100 B a day" in shown
    assert cli.run(["report", "--json", "bad"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [site["site"] for site in told["sites"]] == ["bad"]
    assert {run["site"] for run in told["crawls"]} == {"bad"}
    assert [(f["outcome"], f["addresses"]) for f in told["failures"]] == [
        ("failed", 2),
        ("blocked", 1),
    ]
    assert told["failures"][0]["reason"].startswith("no … a")
    assert told["hosts"][0]["not_before"] == at(-2)


@pytest.mark.parametrize(("words", "code"), [(["good"], 0), (["bad"], 4), ([], 4), (["none"], 2)])
def test_what_monitoring_is_told(folder: Path, words: list[str], code: int) -> None:
    assert cli.run(["report", "--check", *words]) == code


def test_the_metrics_are_what_prometheus_reads(folder: Path) -> None:
    with Store("sqlite:///news.db", writer=False) as store:
        text = exposition(condition(store, config.load({})))
    families = {family.name: family for family in text_string_to_metric_families(text)}
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert families["newscrawler_runs"].type == "counter"
    assert families["newscrawler_articles"].type == "gauge"
    assert all(family.documentation for family in families.values())
    assert found["newscrawler_last_run_exit_code", "bad"] == 4
    assert found["newscrawler_runs_total", "4", "bad"] == 2
    assert found["newscrawler_last_run_urls", "failed", "good"] == 1
    assert found["newscrawler_last_run_start_timestamp_seconds", ODD] == NOW.timestamp() - 3 * 3600
    assert found["newscrawler_last_run_duration_seconds", "good"] == pytest.approx(360)
    assert found["newscrawler_urls_due", "good"] == 1
    assert found["newscrawler_alarms", "bad"] == 1
    assert found["newscrawler_archive_bytes", str(folder / "archive")] == 5700
