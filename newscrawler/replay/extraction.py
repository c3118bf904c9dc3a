"""Extraction from an archive: captures that the store knows, with further pages, in workers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from newscrawler.archive import Damage, read_capture
from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.errors import ArchiveError
from newscrawler.extract.observe import fingerprint, join, next_part, observe
from newscrawler.extract.workers import Workers
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.model.urls import canonical_url
from newscrawler.store import Store

NOT_MODIFIED = 304
_OLD_ID = "urn:newscrawler:"
"""The beginning of ids that a record without one was given before version 0.1."""


@dataclass(frozen=True)
class _Task:
    """A capture to extract, small enough to send to another process."""

    archive: Path
    facts: CaptureFacts
    sites: tuple[Path, ...]
    original: Location | None


@dataclass(frozen=True)
class _Result:
    """The observation of a task, and the contradictions in its record, which was read still."""

    seen: Observation | Damage
    damage: tuple[Damage, ...] = ()


class Extraction:
    """Extracts captures of a store from its archive, in `workers` processes or in this one.

    `on_damage` is called for a contradiction in a record that can be read all the same. While it
    is open, the store re-extracts by it (`Session.reextract`).
    """

    def __init__(
        self,
        archive: Path,
        store: Store,
        sites: tuple[Path, ...],
        *,
        workers: int = 0,
        on_damage: Callable[[Damage], None] = lambda _: None,
    ) -> None:
        self._archive, self._store, self._sites = archive, store, sites
        self._previous, self._on_damage = store.reextract, on_damage
        self._pool: Workers[_Task, _Result] = Workers(_extract, _failed, workers)

    def __enter__(self) -> Self:
        self._previous, self._store.reextract = self._store.reextract, self.one
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the workers, and give the store back its former re-extraction."""
        self._store.reextract = self._previous
        self._pool.close()

    def all(self, captures: Iterable[CaptureFacts]) -> Iterator[Observation | Damage]:
        """Yield the observation of each capture, in their order, or why it cannot be read."""
        for result in self._pool.map(self._task(facts) for facts in captures):
            first = self._observation(result)
            yield first if isinstance(first, Damage) else self._joined(first)

    def one(self, facts: CaptureFacts) -> Observation | None:
        """Return the observation of a capture, or None if its record cannot be read."""
        first = self._part(facts)
        return self._joined(first) if isinstance(first, Observation) else None

    def capture(self, facts: CaptureFacts) -> Capture:
        """Read a capture, with the body that a revisit refers to. Raises ArchiveError."""
        return replace(_read(self._task(facts), self._on_damage), location=facts.location)

    def _task(self, facts: CaptureFacts) -> _Task:
        original = self._store.original(facts) if facts.entry.kind == "revisit" else None
        return _Task(self._archive, facts, self._sites, original)

    def _part(self, facts: CaptureFacts) -> Observation | Damage:
        return self._observation(self._pool.one(self._task(facts)))

    def _observation(self, result: _Result) -> Observation | Damage:
        for damage in result.damage:
            self._on_damage(damage)
        return result.seen

    def _joined(self, first: Observation) -> Observation:
        seen = first
        while (url := next_part(seen)) is not None:
            later = self._store.part_captures(seen.facts, url)
            parts = (self._part(facts) for facts in later)
            whole = (part for part in parts if isinstance(part, Observation))
            joined = next((j for part in whole if (j := join(seen, part))), None)
            if joined is None:
                break
            seen = joined
        return fingerprint(seen)


def _extract(task: _Task) -> _Result:
    """Read and extract one capture; runs in a worker."""
    place = task.facts.location
    damage: list[Damage] = []
    try:
        capture = _read(task, damage.append)
    except ArchiveError as error:
        return _Result(Damage(place.file, place.offset or 0, str(error)))
    entry = task.facts.entry
    if entry.kind == "revisit" and capture.status != NOT_MODIFIED and task.original is None:
        what = f"{entry.refers_to_url or capture.url} at {entry.refers_to_date or 'unknown time'}"
        reason = f"it repeats the body of {what}, which no file that was read holds"
        return _Result(Damage(place.file, place.offset or 0, reason))
    site = profile_files.named(task.facts.site, task.sites)
    return _Result(observe(capture, task.facts, site), tuple(damage))


def _read(task: _Task, on_damage: Callable[[Damage], None]) -> Capture:
    facts = task.facts
    if facts.location.offset is None:
        folder = facts.location.root(task.archive)
        return read_saved(folder, facts.location.file, facts.captured_at)
    capture = read_capture(
        task.archive,
        facts.location,
        wanted=facts.wanted,
        hint=facts.hint,
        original=task.original,
        on_damage=on_damage,
    )
    if capture.record_id != facts.record_id and not facts.record_id.startswith(_OLD_ID):
        raise ArchiveError(f"another record lies here than that of {facts.url}")
    return capture


def _failed(task: _Task, reason: str) -> _Result:
    seen = Observation(
        facts=task.facts,
        status=0,
        identity=canonical_url(task.facts.url),
        body_sha256="",
        outcome=Outcome.FAILED,
        detail=reason,
    )
    return _Result(seen)
