"""A crawl ends within seconds when it is told to, whatever is on the wire."""

import signal
import sqlite3
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from typing import IO

import pytest

from tests.support.patience import HANG, Promise, slowness, wait_until
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server

SITES = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]


@pytest.fixture
def asked(server: Server, project: Project) -> threading.Event:
    """A site of which one page is there, one drips and the others never answer; set when asked."""
    reached = threading.Event()
    closed = threading.Event()

    def silent(_: BaseHTTPRequestHandler) -> Reply:
        reached.set()
        closed.wait(HANG)
        return Reply()

    def drip(handler: BaseHTTPRequestHandler) -> Reply:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not closed.is_set():
            handler.wfile.write(b"x")
            handler.wfile.flush()
            closed.wait(0.2)
        return Reply()

    server.sitemap(*(f"/a/{n}" for n in range(30)))
    server.article("/a/0", "Story")
    server.pages |= {"/a/1": drip, **{f"/a/{n}": silent for n in range(2, 30)}}
    project.profile()
    return reached


# What ends a crawl by force after ten seconds is as patient as the test, where a machine is busy.
PATIENT = """
import sys
from newscrawler.crawl.run import stopping
from scrapy.cmdline import execute
stopping.LIMIT *= float(sys.argv[1])
execute(["scrapy", *sys.argv[2:]])
"""


def stop(project: Project, asked: threading.Event, signals: int, within: float) -> tuple[int, str]:
    """Crawl until a page does not answer, signal, see it end in time; return exit code, output."""
    asked.clear()
    process = subprocess.Popen(
        [sys.executable, "-c", PATIENT, str(slowness()), "crawl", "local", *SITES],
        cwd=project.folder, env=project.environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    log = Lines(process.stderr)
    assert asked.wait(HANG)
    with Promise(within):
        process.send_signal(signal.SIGTERM)
        if signals == 2:
            # Two at once are one to a process.
            wait_until(lambda: "shutting down gracefully" in log.text, "that it was heard", 0.01)
            process.send_signal(signal.SIGTERM)
        process.wait(HANG)
    assert process.stdout is not None
    return process.returncode, process.stdout.read()


class Lines(threading.Thread):
    """What a process has said so far."""

    def __init__(self, stream: IO[str] | None) -> None:
        super().__init__(daemon=True)
        self.text = ""
        self._stream = stream
        self.start()

    def run(self) -> None:
        for line in self._stream or ():
            self.text += line


def states(project: Project) -> list[tuple[str, str | None]]:
    with sqlite3.connect(project.folder / "news.db") as database:
        return database.execute("SELECT url, outcome FROM ledger WHERE url LIKE '%/a/%'").fetchall()


def test_a_signal_ends_a_crawl_in_time(project: Project, asked: threading.Event) -> None:
    code, out = stop(project, asked, 1, within=10)
    assert code == 0
    assert "stopped before its end" in out
    assert "failed" not in {outcome for _, outcome in states(project)}
    assert not list((project.folder / "archive").glob("*.open"))
    # What was cut is asked for again; the second signal waits for nothing.
    code, out = stop(project, asked, 2, within=4)
    assert code == 0
    assert "stopped before its end" in out
    with sqlite3.connect(project.folder / "news.db") as database:
        assert database.execute("SELECT reason FROM crawls").fetchall() == [("shutdown",)] * 2


def test_a_process_that_hears_nothing_is_ended() -> None:
    script = (
        "import os, signal, time\n"
        "from newscrawler.crawl.run import stopping\n"
        "stopping.LIMIT = 0.1\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('heard', flush=True))\n"
        "stopping._watch.install()\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
        "while True: time.sleep(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=HANG
    )
    assert (done.returncode, done.stdout) == (0, "heard\n")
    assert (
        done.stderr
        == "newscrawler: ended by force, for it took too long; the next crawl goes on.\n"
    )
