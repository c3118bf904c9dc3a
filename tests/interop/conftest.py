"""A site that was crawled twice, and the programs of other people that read the archive."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.programs import Crawled, Pywb, run, wait
from tests.interop.site import Site
from tests.support.paths import ROOT
from tests.support.project import Project

_BIN = ROOT / ".venv" / "interop" / "bin"


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of warcio, cdxj-indexer, wacz and pywb."""
    if not (_BIN / "wayback").exists():
        pytest.skip("warcio, cdxj-indexer, wacz and pywb come with `make interop`")
    return _BIN


@pytest.fixture(scope="session")
def crawled(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    site = Site()
    project = Project(tmp_path_factory.mktemp("project"), site)  # type: ignore[arg-type]
    project.profile()
    for _ in range(2):
        done = project.crawl()
        assert done.returncode == 0, done.stdout + done.stderr
    site.close()
    return Crawled(project, site.url, tuple(site.sent))


@pytest.fixture(scope="session")
def pywb(tools: Path, crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pywb]:
    """The archive where it lies, with our index, as `own`; our WACZ, unpacked, as `packed`."""
    folder = tmp_path_factory.mktemp("pywb")
    index, packed = crawled.export("cdxj"), crawled.export("wacz")
    own = {"index_paths": str(index), "archive_paths": f"{crawled.archive}/"}
    lines = "".join(f"    {name}: {value}\n" for name, value in own.items())
    (folder / "config.yaml").write_text(f"collections:\n  own:\n{lines}", encoding="utf-8")
    run(tools / "wb-manager", "init", "packed", folder=folder)
    run(tools / "wb-manager", "add", "packed", packed, "--unpack-wacz", folder=folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "pywb.log").open("w") as log, subprocess.Popen(
        [tools / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder, stdout=log, stderr=log,
    ) as process:  # fmt: skip
        try:
            wait(process, port, folder / "pywb.log")
            yield Pywb(port)
        finally:
            process.terminate()
