"""Which encoding is text in that names none: our letter counts beside chardet and others.

Windows of the corpus's bodies are written in every encoding of their language, whole, and with
one byte hurt: lost within the text, or a stray 0xFF, as in torn and glued pages. Right is who
decodes a window to the same characters. A peer that is not installed is skipped.
"""

import importlib
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks import corpus
from newscrawler import extract_html
from newscrawler.text.encoding import detect

WINDOWS = 20
"""Windows of each language in each of its encodings, from as many bodies as there are."""
_OLDER_LETTERS = str.maketrans("یșțȘȚ", "يşţŞŢ")
"""What pages in encodings of one byte wrote for letters that these lack."""


class Window(NamedTuple):
    """A stretch of a body in an encoding; `codec` is Python's name of it."""

    codec: str
    content: bytes


Detector = Callable[[bytes], str]


def main() -> None:
    """Print how many windows each detector reads right, by their length and what hurt them."""
    found = corpus.find()
    if found is None:
        return
    bodies = _bodies(found)
    for size in (300, 100, 40):
        windows = list(_windows(bodies, size))
        print(f"{len(windows)} windows of {size} characters")
        for hurt in (_whole, _byte_lost, _stray_byte):
            for name, detector in _detectors():
                _measure(name, detector, windows, hurt)


def _bodies(found: corpus.Corpus) -> dict[str, list[str]]:
    bodies = defaultdict(list)
    for row in found.rows:
        article = extract_html(found.body(row), url=corpus.url(row))
        if article.body and article.language:
            bodies[article.language].append(article.body)
    return bodies


def _windows(bodies: dict[str, list[str]], size: int) -> Iterator[Window]:
    for codec in detect.CODECS:
        for language in sorted(detect.languages(codec)):
            texts = (
                body[start : start + size].translate(_OLDER_LETTERS)
                for start in range(0, 50 * size, size)
                for body in bodies.get(language, ())
                if len(body) >= start + size
            )
            written = (Window(codec, text.encode(codec, "ignore")) for text in texts)
            usable = (w for w in written if _says_enough(w, size))
            yield from (w for w, _ in zip(usable, range(WINDOWS), strict=False))


def _says_enough(window: Window, size: int) -> bool:
    text = window.content.decode(window.codec)
    return len(text) >= 0.95 * size and not text.isascii()


def _whole(content: bytes, _: random.Random) -> bytes:
    return content


def _byte_lost(content: bytes, chance: random.Random) -> bytes:
    at = chance.choice([i for i, byte in enumerate(content) if byte >= 0x80])
    return content[:at] + content[at + 1 :]


def _stray_byte(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + b"\xff" + content[at:]


def _detectors() -> Iterator[tuple[str, Detector]]:
    yield "newscrawler", _ours
    for name, make in (("chardet", _chardet), ("charset_normalizer", _normalizer)):
        try:
            yield name, make(importlib.import_module(name))
        except ImportError:
            print(f"  {name}: skipped, it is not installed")


def _ours(content: bytes) -> str:
    found = detect.best(detect.sample(content))
    return found.codec if found else "cp1252"


def _chardet(library: object) -> Detector:
    return lambda content: library.detect(content)["encoding"] or "ascii"  # type: ignore[attr-defined]


def _normalizer(library: object) -> Detector:
    def detector(content: bytes) -> str:
        best = library.from_bytes(content).best()  # type: ignore[attr-defined]
        return best.encoding if best else "ascii"

    return detector


def _measure(
    name: str,
    detector: Detector,
    windows: list[Window],
    hurt: Callable[[bytes, random.Random], bytes],
) -> None:
    chance = random.Random(1)  # noqa: S311 - the same wounds for all
    right, seconds = 0, 0.0
    for window in windows:
        content = hurt(window.content, chance)
        start = time.process_time()
        codec = detector(content)
        seconds += time.process_time() - start
        right += _reads_alike(content, codec, window.codec)
    each = 1000 * seconds / max(len(windows), 1)
    print(f"  {hurt.__name__[1:]:12} {name:20} {right:4} right  {each:5.2f} ms", flush=True)


def _reads_alike(content: bytes, one: str, other: str) -> bool:
    try:
        return content.decode(one, "replace") == content.decode(other, "replace")
    except LookupError:
        return False


if __name__ == "__main__":
    main()
