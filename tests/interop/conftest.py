"""A site that was crawled twice, and the programs of other people that read the archive."""

import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.conftest import ROOT, Project
from tests.interop.site import Sent, Site

_BIN = ROOT / ".venv" / "interop" / "bin"


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of warcio, cdxj-indexer, wacz and pywb."""
    if not (_BIN / "wayback").exists():
        pytest.skip("warcio, cdxj-indexer, wacz and pywb come with `make interop`")
    return _BIN


def run(*command: object, folder: Path | None = None, given: str | None = None) -> str:
    """Run a program, which must succeed; return what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder, text=True, capture_output=True, timeout=60, check=False, input=given,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@dataclass(frozen=True)
class Crawled:
    """A project whose site was crawled twice, and what the site sent."""

    project: Project
    url: str
    sent: tuple[Sent, ...]

    @property
    def archive(self) -> Path:
        return self.project.folder / "archive"

    def export(self, form: str, *words: str) -> Path:
        """Return a file with what is chosen; it is written once."""
        name = f"export{' '.join(words).replace(' ', '_')}.{form}"
        if not (self.project.folder / name).exists():
            done = self.project.run("export", "-o", name, "--format", form, *words)
            assert done.returncode == 0, done.stderr
        return self.project.folder / name


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


@dataclass(frozen=True)
class Pywb:
    """pywb, serving collections on 127.0.0.1."""

    port: int

    def get(self, collection: str, timestamp: str, url: str) -> tuple[HTTPResponse, bytes]:
        """Replay a URL as it was at a time, without rewriting."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            path = f"/{collection}/{timestamp}id_/{url}"
            connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


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
            _wait(process, port, folder / "pywb.log")
            yield Pywb(port)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"pywb ended: {log.read_text()}")
        else:
            return
    pytest.fail(f"pywb does not listen: {log.read_text()}")
