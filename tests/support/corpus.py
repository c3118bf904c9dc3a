"""The corpus of real pages: a folder of saved pages, with a row of gold values for each.

It holds `corpus.jsonl` (a row a page) and the bytes in `html/`. It is test data and no part of the
project. Standard library only: an environment that lacks the project reads it too.
"""

import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

UNKNOWN_URL = "https://unknown.invalid/"
"""The address of a page that was saved without one."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Corpus:
    """A folder of pages: small to send to a worker, read when asked."""

    folder: Path

    @cached_property
    def rows(self) -> list[Row]:
        """Every page: id, host, lang, repo, url and gold."""
        with (self.folder / "corpus.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def body(self, row: Row) -> bytes:
        """Return a page's bytes as they were saved."""
        return gzip.decompress((self.folder / row["html"]).read_bytes())

    @staticmethod
    def url(row: Row) -> str:
        """Return a page's address, or the one that stands for none."""
        return row["url"] or UNKNOWN_URL

    def __reduce__(self) -> tuple[type["Corpus"], tuple[Path]]:
        """Travel to a worker as a path; it reads for itself."""
        return type(self), (self.folder,)
