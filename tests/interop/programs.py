"""A crawled project, and the programs of other people that read its archive."""

import socket
import subprocess
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.interop.site import Sent
from tests.support.project import Project


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


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
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
