"""Exports: one row per article as JSON lines, CSV or Parquet."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from newscrawler.errors import UsageError
from newscrawler.store.reading import EXPORT_KEYS

_LISTS = ("sections", "authors")


def export(rows: Iterable[dict[str, Any]], path: str, form: str) -> int:
    """Write rows to a file, or for `-` to standard output; return how many.

    The file appears whole or not at all. Raises UsageError.
    """
    if form == "parquet":
        return _parquet(rows, path)
    with _target(path) as out:
        return _jsonl(rows, out) if form == "jsonl" else _csv(rows, out)


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
    texts = pa.list_(pa.string())
    kinds = {"views": pa.int64(), "version": pa.int64(), "warc_offset": pa.int64()}
    kinds |= dict.fromkeys(_LISTS, texts)
    schema = pa.schema([(key, kinds.get(key, pa.string())) for key in EXPORT_KEYS])
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
