"""Exports: one row per article as JSON lines, CSV or Parquet; records as CDXJ or WACZ."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from newscrawler.archive import Damage
from newscrawler.archive.export.cdxj import lines
from newscrawler.archive.export.copy_records import Exchange, source
from newscrawler.archive.export.sort_lines import Sorter
from newscrawler.archive.export.wacz import Packed, Page, pack
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.model.article import INTEGER, KINDS, TEXTS
from newscrawler.model.capture import Location
from newscrawler.model.observation import CaptureFacts
from newscrawler.store import Store
from newscrawler.store.reading.article_captures import all_captures, captures_of, redirect_before
from newscrawler.store.reading.rows import EXPORT_KEYS, Selection, selected_rows

_LISTS = tuple(key for key in EXPORT_KEYS if KINDS[key] == TEXTS)
_ARTICLES = 200
"""Articles whose captures are looked up at a time."""
_HOPS = 20
"""Redirects that are followed back; loops end."""


def export(rows: Iterable[dict[str, Any]], path: str, form: str) -> int:
    """Write rows to a file, or for `-` to standard output; return how many.

    The file appears whole or not at all. Raises UsageError.
    """
    if form == "parquet":
        return _parquet(rows, path)
    with _target(path) as out:
        return _jsonl(rows, out) if form == "jsonl" else _csv(rows, out)


def export_index(
    archive: Path, path: str, on_damage: Callable[[Damage], None], chosen: "Records | None" = None
) -> int:
    """Write the CDXJ of an archive, or of chosen records of it; return how many lines.

    The file appears whole or not at all. Raises UsageError.
    """
    found = lines(archive, on_damage) if chosen is None else chosen.lines(on_damage)
    count = 0
    with Sorter() as index:
        for line in found:
            index.add(line)
        with _target(path) as out:
            for line in index:
                out.write(line)
                count += 1
    return count


def export_wacz(chosen: "Records", path: str, title: str, description: str) -> Packed:
    """Write chosen articles and their records as WACZ. Raises UsageError."""
    if path == "-":
        raise UsageError("WACZ is binary: name a file with --output.")
    both = chosen.pages_and_locations()
    return pack(Path(path), chosen.archive, both, title=title, description=description)


class Records:
    """The captures behind the articles that are chosen, and all that replay needs with them.

    With the articles' captures come their aliases and redirects, the pages they were joined
    from, and for a revisit the record that has its body. Where only a site is chosen, or
    nothing, everything that was archived comes: robots.txt, sitemaps and lists too.
    """

    def __init__(self, store: Store, archive: Path, chosen: Selection) -> None:
        self.archive = archive
        self._store, self._chosen = store, chosen

    def pages_and_locations(self) -> Iterator[Page | Location]:
        """Yield the articles as pages, and where records lie; one may come twice."""
        rows = selected_rows(self._store, self._chosen)
        while page := list(islice(rows, _ARTICLES)):
            for _, row in page:
                if row["warc_offset"] is not None and row["captured_at"]:
                    title, text = row["title"] or row["url"], row["body"] or ""
                    yield Page(row["url"], row["captured_at"], title, text)
            if self._chosen.by_article:
                for facts in captures_of(self._store, [number for number, _ in page]):
                    yield from self._with_others(facts)
        if not self._chosen.by_article:
            for facts in all_captures(self._store, self._chosen.site):
                yield from self._with_original(facts)

    def lines(self, on_damage: Callable[[Damage], None]) -> Iterator[str]:
        """Yield the records' lines of CDXJ, in no order."""
        for place in self.pages_and_locations():
            if isinstance(place, Location):
                try:
                    parts = self._exchange(place).parts
                except ArchiveError as error:
                    on_damage(Damage(place.file, place.offset or 0, str(error)))
                    continue
                for part in parts:
                    if part.line is not None:
                        yield part.line.at(place.file, part.start, part.length)

    def _with_others(self, facts: CaptureFacts) -> Iterator[Location]:
        yield from self._with_original(facts)
        came, hops = facts, 0
        while (before := self._redirect_to(came)) is not None and hops < _HOPS:
            yield before.location
            came, hops = before, hops + 1

    def _with_original(self, facts: CaptureFacts) -> Iterator[Location]:
        yield facts.location
        original = self._store.original(facts) if facts.entry.kind == "revisit" else None
        if original is not None:
            yield original

    def _exchange(self, location: Location) -> Exchange:
        with source(self.archive, location) as file:
            return file.exchange(location.offset or 0)

    def _redirect_to(self, facts: CaptureFacts) -> CaptureFacts | None:
        try:
            via = self._exchange(facts.location).via
        except ArchiveError:
            return None  # told of when it is copied
        return redirect_before(self._store, via, facts.captured_at) if via else None


def _jsonl(rows: Iterable[dict[str, Any]], out: TextIO) -> int:
    count = 0
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def _csv(rows: Iterable[dict[str, Any]], out: TextIO) -> int:
    writer = csv.DictWriter(out, EXPORT_KEYS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        lists = {key: json.dumps(row[key], ensure_ascii=False) for key in _LISTS}
        writer.writerow({key: _harmless(value) for key, value in (row | lists).items()})
        count += 1
    return count


def _harmless(value: Any) -> Any:
    """Keep a spreadsheet from running a page's text as a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def _parquet(rows: Iterable[dict[str, Any]], path: str) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("Parquet needs pyarrow: pip install 'newscrawler[parquet]'.") from None
    if path == "-":
        raise UsageError("Parquet is binary: name a file with --output.")
    kinds = {INTEGER: pa.int64(), TEXTS: pa.list_(pa.string())}
    schema = pa.schema([(key, kinds.get(KINDS[key], pa.string())) for key in EXPORT_KEYS])
    part, source, count = Path(f"{path}.part"), iter(rows), 0
    with pq.ParquetWriter(part, schema) as writer:
        while page := list(islice(source, 1000)):
            writer.write_table(pa.Table.from_pylist(page, schema=schema))
            count += len(page)
    part.replace(path)
    return count


@contextmanager
def _target(path: str) -> Iterator[TextIO]:
    if path == "-":
        # A page can hold a lone surrogate; it must not stop the export of all others.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        yield sys.stdout
        return
    part = Path(f"{path}.part")
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
