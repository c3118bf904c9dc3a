"""Announces how the crawls of a process went: to people at once, to machines at its end."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from newscrawler.config import Config
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.crawl.run.summary import SCHEMA, unstarted
from newscrawler.errors import ExitCode, NewscrawlerError, UsageError
from newscrawler.sites.prometheus import exposition
from newscrawler.sites.report import condition
from newscrawler.store import Store
from newscrawler.text.terminal import plain


class Announcer:
    """Prints summaries; writes NEWSCRAWLER_SUMMARY and NEWSCRAWLER_METRICS."""

    def __init__(self, settings: Config) -> None:
        """Print where crawls write to."""
        self._settings = settings
        # Standard output is one document for machines, or lines for people.
        self._people = sys.stderr if settings.outputs.summary is True else sys.stdout
        self._runs: list[dict[str, Any]] = []
        self._print(f"database {settings.db}\narchive  {settings.replay or settings.archive}")

    def crawl_ended(self, run: CrawlRun) -> None:
        """Print a crawl's summary; its failure is printed by whoever launched it."""
        if run.failure is None:
            self._print(run.summary())
        self._runs.append(run.document)

    def crawl_not_started(self, site: str, why: str, code: ExitCode) -> None:
        """Note a crawl that could not begin, for machines."""
        self._runs.append(unstarted(site, why, code))

    def finish(self, code: ExitCode) -> None:
        """Write what machines read; what cannot be written does not undo a crawl."""
        for write in (self._write_summary, self._write_metrics):
            try:
                write(code)
            except NewscrawlerError as error:
                print(f"newscrawler: {error}", file=sys.stderr)

    def _print(self, text: str) -> None:
        print(plain(text), file=self._people, flush=True)

    def _write_summary(self, code: ExitCode) -> None:
        target = self._settings.outputs.summary
        document = {"schema": SCHEMA, "exit_code": code, "runs": self._runs}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        if target is True:
            sys.stdout.write(text)
            sys.stdout.flush()
        elif target:
            write_whole(target, text)

    def _write_metrics(self, _: ExitCode) -> None:
        target = self._settings.outputs.metrics
        if target is not None:
            with Store(self._settings.db, writer=False) as store:
                text = exposition(condition(store, self._settings))
            write_whole(target, text)


def write_whole(path: Path, text: str) -> None:
    """Put a text in a file's place. Raises UsageError where that cannot be done.

    Several processes may do so at once: the last one wins.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
