"""How long do archives take that are made to be slow, and how much memory do they need?

Each file is listed in a process of its own, beside an ordinary one. The limits are two seconds for
each MB that it unpacks to, and 250 MB.
"""

import gzip
import random
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

SECONDS, MEGABYTES = 2, 250
SIZE = 8_000_000
LISTING = """
import resource, sys, time
from pathlib import Path
from newscrawler.archive import iter_refs
damage = []
start = time.process_time()
count = sum(1 for _ in iter_refs(Path(sys.argv[1]), on_damage=lambda d: damage.append(1)))
seconds = time.process_time() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, count, len(damage))
"""


def record(length: object, body: bytes = b"hello") -> bytes:
    """Return a record that says that it is so long."""
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: {length}"
    )
    return head.encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


def ordinary() -> bytes:
    """Return records of pages."""
    words = [f"word{n} ".encode() for n in range(1000)]
    chance = random.Random(7)  # noqa: S311 - the same pages in every run
    bodies = (
        b"HTTP/1.1 200 OK\r\n\r\n" + b"".join(chance.choices(words, k=7000)) for _ in range(160)
    )
    return b"".join(record(len(body), body) for body in bodies)


def files() -> Iterator[tuple[str, str, bytes, int]]:
    """Yield what a file is, its name, its bytes, and how many they unpack to."""
    lines = {
        "blocks within blocks": record(100_000),
        "blocks without an end": record(10**16),
        "blocks that are longer": record(2),
        "headers without an end": b"WARC/1.0\r\nA: b\r\n",
        "headers of one line": b"WARC/1.0\r\n",
        "lines of ARC within each other": b"http://a/ 1.2.3.4 20200101000000 text/html 100000\n",
        "lines that are nearly ARC": b"http://a/ b c d e f g h",
        "carriage returns": b"\r",
    }
    for what, line in lines.items():
        data = line * (SIZE // 8 // len(line))
        yield what, "a.warc", data, len(data)
        yield f"{what}, one gzip member", "a.warc.gz", gzip.compress(data, 1), len(data)
    magic = b"\x1f\x8b\x08\0\0\0\0\0\0\0" * (SIZE // 80)
    yield "beginnings of gzip members", "a.warc.gz", magic, len(magic)
    noise = random.Random(7).randbytes(SIZE)  # noqa: S311 - the same in every run
    yield "noise", "a.warc.gz", noise, len(noise)
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(512)) + bomb.flush()
    yield "512 MB of zeros in one member", "a.warc.gz", packed, 512 << 20
    head = record((512 << 20), b"")
    packed = gzip.compress(head) + packed
    yield "a record of 512 MB", "a.warc.gz", packed, 512 << 20


def listed(path: Path) -> tuple[float, int, int, int]:
    """Return CPU seconds, peak memory in MB, captures, and places that are damaged."""
    command = [sys.executable, "-c", LISTING, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    seconds, *counts = done.stdout.split()
    peak, captures, damage = map(int, counts)
    return float(seconds), peak, captures, damage


def main() -> None:
    """Print seconds for each unpacked MB, beside an ordinary archive."""
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = ordinary()
        (folder / "ordinary.warc").write_bytes(data)
        seconds, peak, _, _ = listed(folder / "ordinary.warc")
        print(f"{'an ordinary archive':48} {1e9 * seconds / len(data):7.1f} ms/MB {peak:5} MB")
        for what, called, packed, size in files():
            path = folder / called
            path.write_bytes(packed)
            seconds, peak, captures, damage = listed(path)
            over = 1e6 * seconds / size > SECONDS or peak > MEGABYTES
            failed = failed or over
            print(
                f"{what:48} {1e9 * seconds / size:7.1f} ms/MB {peak:5} MB "
                f"{captures:7} captures {damage:7} named{'  OVER THE LIMIT' if over else ''}"
            )
    sys.exit(failed)


if __name__ == "__main__":
    main()
