"""Five of the kills that benchmarks/crawl/kills.py makes by the hundred."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.kills import Site, Trial, kill_crawls, kill_replays


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    site = Site()
    yield Trial(tmp_path, site, seed=5)
    site.close()


def test_killed_crawls_and_replays_lose_nothing(trial: Trial) -> None:
    kill_crawls(trial, 3)
    kill_replays(trial, 2)
