"""Fixtures (a server, a project folder, the test data beside the project), and the run's order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.paths import CORPUS, SHARED
from tests.support.project import Project
from tests.support.server import Server

# A clock on the wall measures a busy machine, not the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("patient"), max_examples=20)
settings.load_profile("patient")

DEAR = ("docs", "end_to_end", "test_readme.py", "commands", "replay", "maintenance", "crawl")
"""Folders and files whose tests take longest, in this order."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the dear tests, so that the end of a run is not one process's alone.

    xdist gives each process a row of neighbours at first, so the tests are dealt out like cards.
    """
    if (processes := getattr(config, "workerinput", {}).get("workercount", 0)) < 2:
        return
    rank = {name: place for place, name in enumerate(DEAR)}
    here = Path(__file__).parent

    def dearness(item: pytest.Item) -> int:
        return rank.get(item.path.relative_to(here).parts[0], len(DEAR))

    dear_first = sorted(items, key=dearness)
    items[:] = [item for n in range(processes) for item in dear_first[n::processes]]


@pytest.fixture
def corpus() -> Path:
    if not (CORPUS / "corpus.jsonl").exists():
        pytest.skip("the corpus of real pages lies beside the project, and is absent here")
    return CORPUS


@pytest.fixture
def warc_samples() -> Path:
    path = SHARED / "warc-samples"
    if not path.is_dir():
        pytest.skip("the sample archives lie beside the project, and are absent here")
    return path


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def project(tmp_path: Path, server: Server) -> Project:
    return Project(tmp_path, server)
