"""Re-extraction after a change of code or profile: the difference, and its application.

All captures of a store are extracted from the archive into a staging store, which is compared
with the first. Nothing is written before a person has seen the difference.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from newscrawler.archive import Damage
from newscrawler.errors import ArchiveError
from newscrawler.model.article import Use, keys
from newscrawler.model.profile_files import site_of
from newscrawler.replay.extraction import Extraction
from newscrawler.store import Store
from newscrawler.store.duplicates.minhash import THRESHOLD
from newscrawler.store.reading.rows import export_rows
from newscrawler.store.upkeep import shadow_store

FIELDS = keys(Use.COMPARED)
EXAMPLES = 3
"""Examples kept of each kind of change."""


@dataclass(frozen=True, slots=True)
class Example:
    """One article in which a field would change; of a body, the first paragraph that differs."""

    url: str
    before: str | None
    after: str | None


@dataclass
class Difference:
    """The difference between a store and its re-extraction.

    `fields` counts articles by field and by ``gained``, ``lost`` and ``changed``; `articles` by
    ``new``, ``gone``, ``more versions`` and ``fewer versions``.
    """

    captures: int = 0
    compared: int = 0
    differing: int = 0
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[Example]] = field(default_factory=dict)
    damage: list[Damage] = field(default_factory=list)

    def note(self, name: str, kind: str, example: Example) -> None:
        """Count a change of a field; keep the first few as examples."""
        counts = self.fields.setdefault(name, {})
        counts[kind] = counts.get(kind, 0) + 1
        self._keep(name, kind, example)

    def note_article(self, kind: str, example: Example) -> None:
        """Count an article that comes, goes, or has another number of versions."""
        self.articles[kind] = self.articles.get(kind, 0) + 1
        self._keep("article", kind, example)

    def _keep(self, name: str, kind: str, example: Example) -> None:
        kept = self.examples.setdefault((name, kind), [])
        if len(kept) < EXAMPLES:
            kept.append(example)


def reextract(
    db: str,
    archive: Path,
    sites: tuple[Path, ...],
    *,
    site: str | None = None,
    apply: bool = False,
    workers: int = 0,
    near_duplicates: float = THRESHOLD,
    obeyed: frozenset[str] = frozenset(),
    progress: Callable[[int], None] = lambda _: None,
) -> Difference:
    """Extract the captures of a site, or of all, anew; compare, and with `apply` replace.

    `sites`: folders of profiles. `obeyed`: rights statements, as `Store`. `progress` is called
    with 1 for each capture.

    Raises ArchiveError where `apply` would lose articles because their records cannot be read,
    StoreError where a crawl has written in the meantime; then nothing is changed.
    """

    def belongs(url: str, site: str) -> str:
        return site_of(url, site, sites)[0]

    place = TemporaryDirectory(prefix="newscrawler-")
    with place as folder, Store(f"sqlite:///{folder}/shadow.db", obeyed=obeyed) as shadow:
        # A reader holds up no crawl, however long it takes.
        with Store(db, writer=False) as store:
            scope = shadow_store.scope_of(store, site, belongs) if site is not None else None
            before = shadow_store.state(store, scope)
            found = Difference(captures=shadow_store.copy_captures(store, shadow, scope, belongs))
            with Extraction(archive, store, sites, workers=workers) as extraction:
                shadow.reextract = extraction.one
                for seen in extraction.all(shadow.pending(None)):
                    if isinstance(seen, Damage):
                        found.damage.append(seen)
                    else:
                        shadow.apply(seen)
                    progress(1)
            shadow.settle(threshold=near_duplicates)
            old, new = (export_rows(one, by_address=True) for one in (store, shadow))
            _compare(found, (r for r in old if scope is None or r["site"] in scope), new)
        if apply:
            _refuse_losses(found)
            with Store(db) as store:
                shadow_store.take_over(store, shadow, before, scope)
                store.settle(threshold=near_duplicates)
    return found


def _refuse_losses(found: Difference) -> None:
    if found.damage:
        first = found.damage[0]
        raise ArchiveError(
            f"{len(found.damage)} captures cannot be read, and their articles would be lost, so "
            f"nothing was changed. The first: {first.file} at byte {first.offset}: "
            f"{first.reason} `newscrawler verify` names all."
        )


Row = dict[str, Any]


def _compare(found: Difference, old: Iterator[Row], new: Iterator[Row]) -> None:
    for before, after in _pairs(old, new):
        found.compared += 1
        if before is None or after is None:
            here = before or after or {}
            titles = [row["title"] if row else None for row in (before, after)]
            example = Example(here["url"], *titles)
            found.note_article("new" if before is None else "gone", example)
            found.differing += 1
            continue
        changed = [name for name in FIELDS if before[name] != after[name]]
        for name in changed:
            one, other = _excerpts(name, before[name], after[name])
            kind = "lost" if not after[name] else "changed" if before[name] else "gained"
            found.note(name, kind, Example(after["url"], one, other))
        count, counted = before["version"], after["version"]
        if count != counted:
            kind = "more versions" if counted > count else "fewer versions"
            found.note_article(kind, Example(after["url"], str(count), str(counted)))
        found.differing += bool(changed or count != counted)


def _pairs(old: Iterator[Row], new: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Merge-join two streams of rows, both in the order of their canonical addresses."""

    def key(row: Row) -> str:
        return str(row["canonical_url"])

    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and key(one) < key(other)):
            yield one, None
            one = next(old, None)
        elif one is None or key(other) < key(one):
            yield None, other
            other = next(new, None)
        else:
            yield one, other
            one, other = next(old, None), next(new, None)


def _excerpts(name: str, before: Any, after: Any) -> tuple[str | None, str | None]:
    if name == "body":
        return _paragraphs(before or "", after or "")
    return _text(before), _text(after)


def _text(value: Any) -> str | None:
    return " › ".join(value) if isinstance(value, list) else None if value is None else str(value)


def _paragraphs(before: str, after: str) -> tuple[str | None, str | None]:
    """Return the first paragraph that one of two bodies has and the other has not."""
    one, other = before.split("\n\n"), after.split("\n\n")
    lost = next((p for p in one if p not in other), None)
    gained = next((p for p in other if p not in one), None)
    return lost or None, gained or None
