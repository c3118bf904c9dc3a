"""Do real pages come out of other tools' archives as they come out of their HTML?

    python -m benchmarks.archive.foreign [FOLDER of the corpus]

How they are written and compared: `tests/support/foreign.py`.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import corpus
from tests.support.foreign import differences, pages, replay, write


def main() -> None:
    """Print sizes, rates, and what differs."""
    source = corpus.find(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    if source is None:
        return
    found = pages(source)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder, found)
        sizes = ", ".join(f"{f.name} {f.stat().st_size / 1e6:.1f} MB" for f in files)
        print(f"{len(found)} pages, {sum(len(p.body) for p in found) / 1e6:.0f} MB: {sizes}")
        start = time.perf_counter()
        told = replay(folder, files, os.cpu_count() or 1)
        seconds = time.perf_counter() - start
        rate = len(found) / seconds
        print(f"replayed without a socket in {seconds:.0f} s, {rate:.0f} pages/s: {told}")
        strange = differences(folder, found)
    print(f"{len(strange)} differ from their HTML", *strange[:20], sep="\n  ")
    sys.exit(bool(strange) or bool(told["damaged"]))


if __name__ == "__main__":
    main()
