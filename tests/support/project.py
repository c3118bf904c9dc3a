"""A folder with profiles, a database and an archive, and the command line run inside it."""

import atexit
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.fork_server import ForkServer
from tests.support.patience import HANG
from tests.support.server import Server

# One machine talks to itself, so there is nobody to be polite to.
QUICK = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "RETRY_TIMES": "0",
    # A second crawl a moment later is to ask for everything again.
    "NEWSCRAWLER_REVISIT": "0s",
}  # fmt: skip


@cache
def fork_server() -> ForkServer:
    """The one of this process, begun where it is first needed."""
    server = ForkServer()
    atexit.register(server.close)
    return server


@dataclass
class Project:
    """A folder with profiles, a database and an archive of its own."""

    folder: Path
    server: Server

    def profile(self, text: str = "", name: str = "local", **discover: str) -> Path:
        path = self.folder / "sites" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        start = discover.get("discover", f"{self.server.url}/sitemap.xml")
        path.write_text(
            f'name = "{name}"\ndomains = ["127.0.0.1"]\ndiscover = ["{start}"]\n'
            + (text or "article_url = '/a/'\n[[layout]]\ntitle = 'h1'\nbody = '.text'\n"),
            encoding="utf-8",
        )
        return path

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")},
            "SCRAPY_SETTINGS_MODULE": "newscrawler.settings",
            "NEWSCRAWLER_ALLOW_PRIVATE": self.server.address,
            "NEWSCRAWLER_SITES": "sites" if (self.folder / "sites").is_dir() else "",
            **more,
        }

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `newscrawler …` here."""
        return self._run("newscrawler.commands.main", *command, **more)

    def scrapy(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `scrapy …` here, as cron does."""
        return self._run("scrapy", *command, **more)

    def crawl(self, site: str = "local", *more: str) -> subprocess.CompletedProcess[str]:
        settings = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
        return self.scrapy("crawl", site, *settings, *more)

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=self.folder, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def _run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        if "crawl" in command:
            self._wait_for_the_next_second()
        return self._start_and_wait(command, self.environment(**more))

    def _wait_for_the_next_second(self) -> None:
        """Times are kept to the second: what the last crawl left in this one is not yet due."""
        changed = max((p.stat().st_mtime for p in self.folder.glob("*.db*")), default=0.0)
        while int(time.time()) <= int(changed):
            time.sleep(0.02)

    def _start_and_wait(
        self, command: tuple[str, ...], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        if environment.get("PYTHONPATH") == os.environ.get("PYTHONPATH"):
            return fork_server().run(*command, cwd=self.folder, env=environment, timeout=HANG)
        # What it says is heeded when an interpreter begins.
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder, env=environment, text=True, capture_output=True,
            timeout=HANG, check=False,
        )  # fmt: skip

    def export(self, name: str = "news.db") -> str:
        done = self.run("export", "--db", name)
        assert done.returncode == 0, done.stderr
        return done.stdout
