"""Fixtures: a server on 127.0.0.1, a project folder, and the test data beside the project."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import CORPUS, SHARED
from tests.support.project import Project
from tests.support.server import Server


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
