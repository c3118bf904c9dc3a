"""What others find in our files: nothing to complain of, and nothing missing."""

import json
from pathlib import Path

from tests.interop.programs import Crawled, run


def files(crawled: Crawled) -> list[Path]:
    found = sorted(crawled.archive.glob("*.warc.gz"))
    assert len(found) == 2, "each crawl writes a file"
    return found


def test_warcio_finds_all_digests_right(tools: Path, crawled: Crawled) -> None:
    assert run(tools / "warcio", "check", *files(crawled)) == ""


def test_warcio_reads_what_the_site_sent(tools: Path, crawled: Crawled) -> None:
    fields = "warc-type,warc-target-uri,http:status"
    out = run(tools / "warcio", "index", "-f", fields, *files(crawled))
    records = [json.loads(line) for line in out.splitlines()]
    answers = [r for r in records if r["warc-type"] in ("response", "revisit")]
    found = sorted((r["warc-target-uri"], r["http:status"]) for r in answers)
    assert found == sorted((crawled.url + s.path, str(s.status)) for s in crawled.sent)
    kinds = [r["warc-type"] for r in records]
    assert kinds.count("request") == kinds.count("metadata") == len(answers)
    assert kinds.count("warcinfo") == 2
