"""Runs the console blocks of a page, and compares what they show with what is printed.

In shown output `…` stands for anything within a line, and alone for any lines. Runs of spaces and
of rules count as one, so that a column may be as wide as the day's values are.
"""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.support.paths import ROOT

SITE = "tutorial_site.py"
PORT = "40000"
"""The port of the tutorial's site, as the page has it."""


@dataclass(frozen=True)
class Step:
    """A command as a page shows it, and the lines that it shows below."""

    command: str
    shown: tuple[str, ...]


def blocks(text: str, kind: str) -> list[str]:
    """Return the code blocks of one kind, in their order."""
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def steps(block: str) -> list[Step]:
    """Return the commands of a console block."""
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line.removeprefix("$ "), ()))
        else:
            assert found, f"output without a command: {line}"
            found[-1] = Step(found[-1].command, (*found[-1].shown, line))
    return found


def fits(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether what a page shows is what was printed; a page may show nothing."""
    if not any(line.strip() for line in shown):
        return True
    lines = [line for line in map(_even, shown) if line]
    pattern = "".join(r"(?:.*\n)*" if line == "…" else _pattern(line) + r"\n" for line in lines)
    real = [line for line in map(_even, printed.splitlines()) if line]
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in real)) is not None


def _even(line: str) -> str:
    return re.sub(r"─+", "─", " ".join(line.split()))


def _pattern(line: str) -> str:
    return ".*".join(re.escape(piece) for piece in line.split("…"))


@dataclass
class Shell:
    """A person's terminal: a folder and an environment that outlive a command.

    `place` holds its programs and its home; it begins in `start`. The tutorial's site is served at
    a free port; pages have it at `PORT`.
    """

    place: Path
    start: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)
    _site: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        home, programs = self.place / "home", self.place / "bin"
        home.mkdir()
        programs.mkdir()
        for name, module in (("newscrawler", "newscrawler.commands.main"), ("scrapy", "scrapy")):
            self._program(programs / name, f"-m {module}")
        self._program(programs / "python", "")
        self.port = _free_port()
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")},
            **self.environment,
            "HOME": str(home),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "SCRAPY_SETTINGS_MODULE": "newscrawler.settings",
        }
        self.folder = self.start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_site()

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command line as a page has it, and return what it printed, as the page has it."""
        words = shlex.split(command)
        if words[0] == "cd":
            home = self.environment["HOME"]
            self.folder = self.folder / words[1].replace("~", home)
            return subprocess.CompletedProcess(command, 0, "", "")
        if words[0] == "export":
            for pair in words[1:]:
                name, _, value = pair.partition("=")
                self.environment[name] = value.replace(PORT, self.port)
            return subprocess.CompletedProcess(command, 0, "", "")
        if SITE in words and words[0] == "python":
            return self._serve(words)
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command.replace(PORT, self.port)],
            cwd=self.folder, env=self.environment, text=True, capture_output=True,
            timeout=300, check=False,
        )  # fmt: skip
        done.stdout = done.stdout.replace(self.port, PORT)
        return done

    def write(self, name: str, text: str) -> None:
        """Write a file that a page shows."""
        (self.folder / name).write_text(text.replace(PORT, self.port), encoding="utf-8")

    def _serve(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        self._stop_site()
        self._site = subprocess.Popen(
            [sys.executable, *words[1:], "--port", self.port],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._site.stdout is not None
        line = self._site.stdout.readline().decode()
        _wait_for(int(self.port))
        return subprocess.CompletedProcess(words, 0, line.replace(self.port, PORT), "")

    def _stop_site(self) -> None:
        if self._site is not None:
            self._site.terminate()
            self._site.communicate()

    def _program(self, path: Path, words: str) -> None:
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        path.chmod(0o755)


def console(page: str) -> Iterator[Step]:
    """Yield all commands of a page."""
    for block in blocks(page, "console"):
        yield from steps(block)


def _free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the tutorial's site does not answer")
