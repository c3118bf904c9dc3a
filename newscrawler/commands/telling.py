"""How the crawls of a process went: told to people at once, and to machines at its end."""

import json
import sys
from typing import Any

from newscrawler.condition import condition
from newscrawler.config import Config
from newscrawler.errors import NewscrawlerError
from newscrawler.extensions.run import CrawlRun
from newscrawler.extensions.summary import SCHEMA, unbegun
from newscrawler.metrics import exposition
from newscrawler.store import Store
from newscrawler.terminal import plain
from newscrawler.whole import write_whole


class Telling:
    """Prints summaries; writes NEWSCRAWLER_SUMMARY and NEWSCRAWLER_METRICS."""

    def __init__(self, settings: Config) -> None:
        """Print where crawls write to."""
        self._settings = settings
        # Standard output is one document for machines, or lines for people.
        self._people = sys.stderr if settings.outputs.summary is True else sys.stdout
        self._runs: list[dict[str, Any]] = []
        self._say(f"database {settings.db}\narchive  {settings.replay or settings.archive}")

    def ended(self, run: CrawlRun) -> None:
        """Tell of a crawl that has ended; of its failure whoever launched it does."""
        if run.failure is None:
            self._say(run.summary())
        self._runs.append(run.document)

    def could_not(self, site: str, why: str, code: int) -> None:
        """Tell machines of a crawl that could not begin."""
        self._runs.append(unbegun(site, why, code))

    def end(self, code: int) -> None:
        """Write what machines read; what cannot be written does not undo a crawl."""
        for write in (self._write_summary, self._write_metrics):
            try:
                write(code)
            except NewscrawlerError as error:
                print(f"newscrawler: {error}", file=sys.stderr)

    def _say(self, text: str) -> None:
        print(plain(text), file=self._people, flush=True)

    def _write_summary(self, code: int) -> None:
        target = self._settings.outputs.summary
        document = {"schema": SCHEMA, "exit_code": code, "runs": self._runs}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        if target is True:
            sys.stdout.write(text)
            sys.stdout.flush()
        elif target:
            write_whole(target, text)

    def _write_metrics(self, _: int) -> None:
        target = self._settings.outputs.metrics
        if target is not None:
            with Store(self._settings.db, writer=False) as store:
                text = exposition(condition(store, self._settings))
            write_whole(target, text)
