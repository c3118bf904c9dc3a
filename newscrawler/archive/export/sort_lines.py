"""An external merge sort of text lines: sorted runs go to temporary files and are merged."""

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Self

RUN_CHARACTERS = 16 * 1024 * 1024
"""Characters that are sorted in memory at a time."""


class Sorter:
    """Sorts lines, each with its end of line, and drops repeated ones.

    The temporary files have no names, so that not even a killed process leaves one behind.
    """

    def __init__(self, run_characters: int = RUN_CHARACTERS) -> None:
        self._limit = run_characters
        self._held: list[str] = []
        self._size = 0
        self._runs: list[IO[str]] = []
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, line: str) -> None:
        """Add a line, its end of line included."""
        self._held.append(line)
        self._size += len(line)
        if self._size >= self._limit:
            self._spill()

    def __iter__(self) -> Iterator[str]:
        """Yield all lines in order; may be called once, after the last `add`."""
        last = None
        for line in heapq.merge(*self._runs, sorted(self._held)):
            if line != last:
                yield line
                last = line

    def _spill(self) -> None:
        run: IO[str] = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
        self._runs.append(self._files.enter_context(run))
        run.writelines(sorted(self._held))
        run.seek(0)
        self._held, self._size = [], 0
