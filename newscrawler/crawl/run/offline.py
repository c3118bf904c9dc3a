"""An offline crawl's run: an archive answers, no network is asked, nothing is archived."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawler.archive import Damage, place
from newscrawler.archive.write.serialise import public_url
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.crawl.run.exit_code import worst
from newscrawler.crawl.run.unanswered import Unanswered
from newscrawler.errors import ArchiveError, ExitCode, NewscrawlerError, UsageError
from newscrawler.model.capture import Capture
from newscrawler.model.observation import CaptureFacts
from newscrawler.model.outcome import Outcome
from newscrawler.model.profile_files import site_of
from newscrawler.model.urls import canonical_url
from newscrawler.replay.replay import Replayed, register
from newscrawler.store.reading.archived_answers import Answers

_NOT_MODIFIED = 304
_CONDITIONS = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
"""Headers of a conditional request, and of the answer that it names (RFC 9110, section 13.1)."""


class OfflineRun(CrawlRun):
    """The run of a crawl that is answered from NEWSCRAWLER_REPLAY."""

    kind: ClassVar[str] = "replay"
    unanswered_code: ClassVar[ExitCode] = ExitCode.NO_RESULT

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._done = Replayed()
        self._held: list[tuple[str, int]] = []

    def open_archive(self) -> None:
        """Register what the archive holds. It may be read-only, and a crawl may be writing it."""
        if self.config.replay is None:
            raise UsageError(
                "NEWSCRAWLER_REPLAY must name the archive that a crawl is answered from."
            )
        source, done = self.config.replay, Replayed()
        files = register(source, self.store, self.config.sites, done, archive=self.config.archive)
        self._answers = Answers(self.store, files, self.config.replay_at)
        root, _ = place(source, None)
        for damage in done.damage:
            # The end of a file that is being written is no damage.
            if not (root / f"{damage.file}.open").exists():
                self.damaged(damage)
        self._done.damaged += done.damaged - len(done.damage)

    def close_archive(self) -> None:
        """Keep the sites that the archive holds, for a remark, if it had nothing of this one."""
        if not self.responses:
            self._held = self._answers.holdings()

    def exit_code(self) -> ExitCode:
        """Return the exit code that this run and the state of its archive deserve."""
        damaged = ExitCode.DAMAGED if self._done.damaged else ExitCode.DONE
        return worst((super().exit_code(), damaged))

    def remarks(self) -> list[str]:
        """Return what else a person should know, a line each."""
        lines = super().remarks()
        if not self.responses and self.failure is None:
            until = f" up to {self.config.replay_at}" if self.config.replay_at else ""
            held = ", ".join(f"{site} ({count} captures)" for site, count in self._held)
            held = held or "nothing that can be read"
            lines.append(f"{self.config.replay} holds nothing of it{until}. It holds {held}.")
        if count := self._done.damaged:
            lines.append(f"places of the archive that cannot be read: {count}; see the log.")
        return lines

    def answer(self, request: Request) -> Capture:
        """Return the archive's latest capture for a request.

        Earlier captures of the address that have no outcome are applied first, as by a replay.
        Raises Unanswered.
        """
        url = public_url(request.url)
        try:
            if self.store.tombstones.covers(url):
                self.end(url, Outcome.ERASED, "")
                raise Unanswered(f"{url} was erased")
            facts = self._latest(url, request) or self._with_other_spelling(url)
            if facts is None:
                self.end(url, Outcome.NOT_ARCHIVED, "")
                raise Unanswered(f"{url} is not archived")
            capture = self._take(facts, request)
        except ArchiveError as error:
            self.end(url, Outcome.NOT_ARCHIVED, str(error))
            raise Unanswered(str(error)) from None
        except NewscrawlerError as error:
            self.fail(error)
            raise
        self.responses += 1
        if canonical_url(capture.url) != canonical_url(url):
            self.end(url, Outcome.REDIRECT, f"archived as {capture.url}")
        return capture

    def _latest(self, url: str, request: Request) -> CaptureFacts | None:
        """Return the latest capture that answers a request.

        A 304 does where the request names the very answer that it confirms. Else the server
        would have sent the body, and an earlier capture has it.
        """
        confirmed: CaptureFacts | None = None
        for facts in self._answers.of(url):
            if facts.entry.status == _NOT_MODIFIED:
                confirmed = confirmed or facts
            elif self._has_body(facts):
                known = confirmed is not None and self._is_named(request, (confirmed, facts))
                return confirmed if known else facts
        known = confirmed is not None and self._is_named(request, (confirmed,))
        return confirmed if known else None

    def _with_other_spelling(self, url: str) -> CaptureFacts | None:
        others = self._answers.under_another_spelling(url)
        return next(filter(self._has_body, others), None)

    def _has_body(self, facts: CaptureFacts) -> bool:
        return facts.entry.kind != "revisit" or self.store.original(facts) is not None

    def _is_named(self, request: Request, answers: Iterable[CaptureFacts]) -> bool:
        for asked, given in _CONDITIONS:
            about = (request.headers.get(asked) or b"").decode("latin-1")
            if about:
                values = (self._read(facts).header(given) for facts in answers)
                return about.removeprefix("W/") in [(v or "").removeprefix("W/") for v in values]
        return False

    def _take(self, found: CaptureFacts, request: Request) -> Capture:
        facts = replace(
            found,
            site=site_of(found.url, self.site, self.config.sites)[0],
            crawl_id=self.crawl_id,
            wanted=found.wanted or bool(request.meta.get("wanted")),
            hint=found.hint or request.meta.get("hint"),
        )
        if (facts.wanted, facts.hint) != (found.wanted, found.hint):
            self._answers.set_hint(facts)
        if earlier := self._answers.claim(facts):
            self.apply_captures(earlier)
        capture = self._read(facts)
        self.note(capture)
        return capture

    def _read(self, facts: CaptureFacts) -> Capture:
        try:
            capture = self.extraction.capture(facts)
        except ArchiveError as error:
            self.damaged(Damage(facts.location.file, facts.location.offset or 0, str(error)))
            raise
        return replace(capture, wanted=facts.wanted, hint=facts.hint)

    def damaged(self, damage: Damage) -> None:
        """Count a damaged place of the archive, and warn of it once."""
        named = len(self._done.damage)
        self._done.add_damage(damage)
        if len(self._done.damage) > named:
            super().damaged(damage)
