"""What a crawl leaves behind for whoever is not there to watch it."""

import json
import re

from prometheus_client.parser import text_string_to_metric_families

from tests.support.patience import slowness
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server

SITES = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
KEYS = {
    "schema", "version", "crawl_id", "site", "kind", "started_at", "finished_at", "seconds",
    "exit_code", "meaning", "reason", "interrupted", "error", "counts", "articles", "requests",
    "responses", "unanswered", "bytes_received", "waiting", "resting", "next_due_at", "remarks",
    "last_trouble", "archive_files", "archive_bytes", "database_bytes", "peak_memory_bytes",
}  # fmt: skip


def test_log_summary_and_metrics(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2", "/a/3")
    server.article("/a/1", "One")
    server.article("/a/2", "Two")
    server.pages["/a/3"] = Reply(status=500)
    project.profile()
    outputs = {
        "NEWSCRAWLER_LOG_FILE": "logs/news.log",
        "NEWSCRAWLER_METRICS": "news.prom",
        "NEWSCRAWLER_SUMMARY": "-",
    }
    done = project.run("crawl", "local", *SITES, "--timeout", "5m", **outputs)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["exit_code"], len(document["runs"])) == (0, 1)
    (run,) = document["runs"]
    assert run.keys() >= KEYS
    assert (run["site"], run["meaning"], run["interrupted"]) == ("local", "done", False)
    assert run["articles"] == {"stored": 2, "revised": 0, "unchanged": 0, "duplicate": 0}
    assert run["counts"]["failed"] == 1
    assert run["responses"]["2xx"] >= 3
    assert run["responses"]["5xx"] == 1
    assert run["requests"] == sum(run["responses"].values())
    (archived,) = (project.folder / "archive").glob("*.warc.gz")
    assert (run["archive_files"], run["archive_bytes"]) == (1, archived.stat().st_size)
    assert run["peak_memory_bytes"] > 10_000_000
    # What people read went to stderr, and nothing else did.
    assert "local: 2 new" in done.stderr
    assert not re.search(r"\b(INFO|DEBUG)\b", done.stderr)
    log = (project.folder / "logs" / "news.log").read_text(encoding="utf-8")
    assert re.search(r"Z \d+ local INFO scrapy.core.engine: Spider opened\n", log)
    assert "Scrapy 2." in log.splitlines()[0]
    text = (project.folder / "news.prom").read_text(encoding="utf-8")
    metrics = {family.name: family.samples for family in text_string_to_metric_families(text)}
    (articles,) = metrics["newscrawler_articles"]
    assert (articles.labels, articles.value) == ({"site": "local"}, 2)


def test_a_crawl_that_could_not_run_and_one_that_ran_out_of_time(
    project: Project, server: Server
) -> None:
    server.sitemap(*(f"/a/{n}" for n in range(9)))
    project.profile()
    none = project.run("crawl", "nowhere", "--summary", "s.json")
    assert none.returncode == 2
    document = json.loads((project.folder / "s.json").read_text(encoding="utf-8"))
    assert document["exit_code"] == 2
    assert "no site named «nowhere»" in document["runs"][0]["error"]
    slow = ["-a", "timeout=1s", "-s", "NEWSCRAWLER_SUMMARY=s.json"]
    done = project.crawl("local", *slow, "-s", "DOWNLOAD_DELAY=3")
    assert (done.returncode, "stopped before its end" in done.stdout) == (0, True)
    (run,) = json.loads((project.folder / "s.json").read_text(encoding="utf-8"))["runs"]
    assert (run["reason"], run["interrupted"]) == ("closespider_timeout", True)
    assert run["seconds"] < 9 * slowness()
    wrong = project.crawl("local", "-a", "timeout=soon")
    assert (wrong.returncode, "write a time as 30m or 2h" in wrong.stderr) == (2, True)
