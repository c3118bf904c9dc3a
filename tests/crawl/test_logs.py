"""The log file: rotation with several writers, and what a line may hold."""

import logging
from pathlib import Path

from scrapy import Spider

from newscrawler.crawl.logs import SharedLog

LINES = 400


def log_of(path: Path) -> tuple[SharedLog, logging.Logger]:
    handler = SharedLog(path, size=4000, kept=50)
    logger = logging.Logger("test")  # noqa: LOG001 - one for each writer, and none is the root's
    logger.addHandler(handler)
    return handler, logger


def test_two_writers_share_a_file_and_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "news.log"
    writers = [log_of(path), log_of(path)]
    for n in range(LINES):
        writers[n % 3 % 2][1].info("line %d", n)
    for handler, _ in writers:
        handler.close()
    files = list(tmp_path.iterdir())
    assert len(files) == 5
    assert max(file.stat().st_size for file in files) <= 4100
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert sorted(int(line.rpartition(" ")[2]) for line in lines) == list(range(LINES))


def test_a_line_names_the_site_and_steers_nothing(tmp_path: Path) -> None:
    handler, logger = log_of(tmp_path / "news.log")
    logger.warning("\x1b[2J\u202e%s", "خبر", extra={"spider": Spider("my-site")})
    handler.close()
    (line,) = (tmp_path / "news.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith(" my-site WARNING test: [2Jخبر")
