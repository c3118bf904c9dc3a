"""How well and how fast are near-duplicates found? Beside datasketch, on edits of real articles.

    python -m benchmarks.store.near_duplicates              quality, and 20,000 articles
    python -m benchmarks.store.near_duplicates --scale 1000000

Quality: real texts from the corpus beside the project, edited by known shares. One text and its
edit are the same story up to 20 % edited, other stories from 50 %; what lies between is printed
and not judged. The share is of the words of the longer text. datasketch is measured as its
documentation uses it (MinHashLSH, 128 permutations, the set of the words split at white space),
in a virtual environment of its own.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from newscrawler.store import Store
from newscrawler.store.database.tables import articles, captures, versions
from newscrawler.store.duplicates import judge, minhash, page_edges
from newscrawler.text.digest import text_digest
from tests.support.paths import CORPUS

ROWS = CORPUS / "corpus.jsonl"
PEER = Path(tempfile.gettempdir()) / "newscrawler-datasketch"
SIZES = (1, 2, 5, 10, 15, 20, 30, 40, 50, 60)
SAME, OTHER = 20, 50
A_CRAWL = 10_000

Pair = tuple[str, int, str, str]
"""Kind, percent edited (100: other stories), the two bodies."""

_PEER = """
import json, sys
from functools import lru_cache
from datasketch import MinHash, MinHashLSH
tuned = MinHashLSH(threshold=float(sys.argv[1]), num_perm=128)  # the tuning takes long
@lru_cache(1000)
def made(text):
    m = MinHash(num_perm=128)
    for word in set(text.split()):
        m.update(word.encode("utf8"))
    return m
for line in sys.stdin:
    one, other = json.loads(line)
    lsh = MinHashLSH(num_perm=128, params=(tuned.b, tuned.r))
    lsh.insert("one", made(one))
    print(int("one" in lsh.query(made(other))), flush=True)
"""


def texts() -> list[dict[str, str]]:
    """Return the bodies of the corpus with their language and host: at most 40 of a language."""
    count: dict[str, int] = {}
    found = []
    for line in ROWS.open(encoding="utf-8"):
        row = json.loads(line)
        body = "\n\n".join((row["gold"].get("body") or "").split("\n"))
        language = row["lang"] or "?"
        if len(minhash.words(body)) >= 60 and count.get(language, 0) < 40:
            count[language] = count.get(language, 0) + 1
            found.append({"body": body, "language": language, "host": row["host"] or ""})
    return found


def units(text: str) -> list[str]:
    """Return words to edit: between spaces, or two characters where there are few spaces."""
    split = text.split()
    if len(text) > 12 * len(split):
        return [text[i : i + 2] for i in range(0, len(text), 2)]
    return split


def joined(words: list[str], text: str) -> str:
    """Return edited words as a text of the same kind."""
    return ("" if len(text) > 12 * len(text.split()) else " ").join(words)


def edits(text: str, strange: list[str], rng: random.Random) -> Iterator[Pair]:
    """Yield a text with its edits; `strange` are words of other texts of the language."""
    words = units(text)
    for size in SIZES:
        count = max(1, round(size / 100 * len(words)))
        scattered = list(words)
        for place in rng.sample(range(len(words)), count):
            scattered[place] = rng.choice(strange)
        start = rng.randrange(len(words) - count + 1)
        shift = rng.randrange(max(1, len(strange) - count))
        block = [*words[:start], *strange[shift : shift + count], *words[start + count :]]
        cut = [*words[:start], *words[start + count :]]
        more = round(len(words) * size / (100 - size))
        appended = [*words, *strange[shift : shift + more]]
        for kind, edit in (
            ("words", scattered), ("block", block), ("deleted", cut), ("appended", appended),
        ):  # fmt: skip
            yield kind, size, text, joined(edit, text)


def pairs(found: list[dict[str, str]]) -> Iterator[Pair]:
    """Yield the labelled set."""
    rng = random.Random(7)  # noqa: S311
    by_language: dict[str, list[str]] = {}
    for row in found:
        by_language.setdefault(row["language"], []).append(row["body"])
    everything = [w for row in found if row["language"] == "en" for w in units(row["body"])]
    for number, row in enumerate(found):
        others = [t for t in by_language[row["language"]] if t != row["body"]]
        strange = [w for t in others for w in units(t)] or everything
        yield from edits(row["body"], strange, rng)
        words = units(row["body"])
        substituted = {w: rng.choice(strange) for w in set(words)}
        yield "substituted", 100, row["body"], joined([substituted[w] for w in words], row["body"])
        if others:
            yield "unrelated", 100, row["body"], rng.choice(others)
        same_site = [r["body"] for r in found if r["host"] == row["host"] and r is not row]
        if same_site and row["host"]:
            yield "same site", 100, row["body"], rng.choice(same_site)
        foreign = rng.choice([r["body"] for r in found if r["language"] != row["language"]])
        yield "language", 100, row["body"], foreign
        if number + 1 < len(found) and found[number + 1]["language"] == row["language"]:
            size = (20, 50, 100, 200, 300)[number % 5]
            boiler = joined((strange * 2)[:size], row["body"]).replace("\n", " ")
            one, other = (joined(units(t)[:80], t) for t in (row["body"], rng.choice(others)))
            yield "boilerplate", 100, f"{one}\n\n{boiler}", f"{other}\n\n{boiler}"


def ours(kind: str, one: str, other: str) -> bool:
    """Judge a pair as the store does, which knows the boilerplate from the site's other pages."""
    if kind == "boilerplate":
        known = {page_edges.digest(page_edges.paragraphs(one)[-1])}
        one, other = ("\n\n".join(page_edges.split(t, known)[0]) for t in (one, other))
    pieces = [minhash.shingles(text) for text in (one, other)]
    if min(map(len, pieces)) < minhash.MIN_SHINGLES:
        return text_digest("", one) == text_digest("", other)
    a, b = map(minhash.signature, pieces)
    if (
        not set(minhash.bands(a)) & set(minhash.bands(b))
        or minhash.alike(a, b) < minhash.LEAST_ALIKE
    ):
        return False
    return minhash.one_story(minhash.bag(one), minhash.bag(other))


def peer(every: list[Pair], threshold: float) -> list[bool] | None:
    """Judge all pairs by datasketch, or return None where it cannot be had."""
    python = PEER / "bin" / "python"
    try:
        if not python.exists():
            venv.create(PEER, with_pip=True)
            install = [str(python), "-m", "pip", "install", "-q", "datasketch"]
            subprocess.run(install, check=True, capture_output=True)
        text = "".join(json.dumps([one, other]) + "\n" for *_, one, other in every)
        command = [str(python), "-c", _PEER, str(threshold)]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"datasketch could not be installed, so it is left out: {error}")
        return None
    return [line == "1" for line in done.stdout.split()]


def quality() -> None:
    """Print recall by kind and size, false finds by kind, precision and F1."""
    if not ROWS.exists():
        print("The corpus of real pages is absent, so quality is not measured.")
        return
    every = list(pairs(texts()))
    start = time.perf_counter()
    answers = {"ours": [ours(kind, one, other) for kind, _, one, other in every]}
    spent = (time.perf_counter() - start) / len(every)
    for threshold in (0.9, 0.5):
        if (found := peer(every, threshold)) is not None:
            answers[f"datasketch {threshold}"] = found
    kinds = ("words", "block", "deleted", "appended")
    print(f"{len(every):,} pairs; ours takes {spent * 1000:.1f} ms a pair\n")
    print("Found, of 100 pairs, by share edited (up to 20 % is the same story):")
    print(f"{'':26}" + "".join(f"{size:>5}" for size in SIZES))
    for name, answer in answers.items():
        for kind in kinds:
            row = [_share(every, answer, kind, size) for size in SIZES]
            print(f"{name:16}{kind:10}" + "".join(f"{100 * share:5.0f}" for share in row))
    print("\nFound though others, of 100 pairs:")
    negative = ("boilerplate", "same site", "unrelated", "language", "substituted")
    print(f"{'':16}" + "".join(f"{kind:>13}" for kind in negative))
    for name, answer in answers.items():
        row = [_share(every, answer, kind, 100) for kind in negative]
        print(f"{name:16}" + "".join(f"{100 * share:13.1f}" for share in row))
    print(f"\n{'':16}{'precision':>10}{'recall':>10}{'F1':>10}")
    for name, answer in answers.items():
        print(f"{name:16}" + "".join(f"{value:10.3f}" for value in _scores(every, answer)))


def _share(every: list[Pair], answer: list[bool], kind: str, size: int) -> float:
    found = [a for (k, s, *_), a in zip(every, answer, strict=True) if (k, s) == (kind, size)]
    return sum(found) / max(1, len(found))


def _scores(every: list[Pair], answer: list[bool]) -> tuple[float, float, float]:
    judged = [(s, a) for (_, s, *_), a in zip(every, answer, strict=True)]
    right = sum(a for s, a in judged if s <= SAME)
    wrong = sum(a for s, a in judged if s >= OTHER)
    recall = right / sum(s <= SAME for s, _ in judged)
    precision = right / ((right + wrong) or 1)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


# An invented language: words of 2 to 10 letters, the frequent ones short, by Zipf's law.
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
_WORDS = 50_000
_CUMULATIVE = list(accumulate(1 / (rank + 2.7) for rank in range(_WORDS)))


def _word(rank: int) -> str:
    letters = _SYLLABLES[rank % len(_SYLLABLES)]
    rest = rank // len(_SYLLABLES)
    while rest:
        letters += _SYLLABLES[rest % len(_SYLLABLES)]
        rest //= len(_SYLLABLES)
    return letters


def story(number: int, words: list[str]) -> tuple[str, int | None]:
    """Return the body of one article, and the number of the one that it is an edit of."""
    rng = random.Random(number)  # noqa: S311
    base = None
    if number > 100 and rng.random() < 0.03:
        base = rng.randrange(number)
        if story(base, words)[1] is not None:
            base = None
    if base is not None:
        body = story(base, words)[0].split(" ")
        share = rng.choice((0.01, 0.02, 0.05, 0.1, 0.15))
        for place in rng.sample(range(len(body)), int(share * len(body))):
            body[place] = words[bisect(_CUMULATIVE, rng.random() * _CUMULATIVE[-1])]
    else:
        count = rng.randint(150, 450)
        body = rng.choices(words, cum_weights=_CUMULATIVE, k=count)
    return " ".join(body), base


def _crawl(store: Store, first: int, words: list[str]) -> dict[int, int]:
    """Put articles into the store as a crawl would; return which are edits of which."""
    rows: dict[str, list[dict[str, Any]]] = {"articles": [], "captures": [], "versions": []}
    expected = {}
    for number in range(first, first + A_CRAWL):
        body, base = story(number, words)
        if base is not None:
            expected[number + 1] = base + 1
        minutes, seconds = divmod(number, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        at = f"2024-01-{days + 1:02d}T{hours:02d}:{minutes:02d}:{seconds:02d}Z"
        record, url = f"<urn:uuid:{random.Random(number).getrandbits(128):032x}>", f"u/{number}"  # noqa: S311
        key = number + 1
        same = {"site": f"site{number % 20}"}
        rows["articles"].append(
            {"id": key, "canonical_url": url, "variant_key": url, "first_seen_at": at,
             "first_record_id": record, "last_seen_at": at, **same}
        )  # fmt: skip
        rows["captures"].append(
            {"id": key, "record_id": record, "crawl_id": str(first), "url": url, "wanted": 0,
             "captured_at": at, "warc_file": "x.warc.gz", "outcome": "stored",
             "article_id": key, **same}
        )  # fmt: skip
        rows["versions"].append(
            {"id": key, "article_id": key, "number": 1, "capture_id": key, "captured_at": at,
             "url": url, "title": f"Title {number}", "body": body, "sections": [], "authors": [],
             "text_sha256": text_digest(f"Title {number}", body), "tags": [], "provenance": {}}
        )  # fmt: skip
    for table in (articles, captures, versions):
        store.write(insert(table), rows[table.name])
    store.commit()
    return expected


def scale(count: int) -> None:
    """Print what an article costs when many are there already."""
    words = [_word(rank) for rank in range(_WORDS)]
    crawls = max(1, count // A_CRAWL)
    print(f"\n{crawls * A_CRAWL:,} articles in crawls of {A_CRAWL:,}, 3 % edits of earlier ones")
    print(f"{'articles':>10}{'ms/article':>12}{'index B/article':>17}{'peak MB':>9}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "news.db"
        with Store(f"sqlite:///{file}") as store:
            expected: dict[int, int] = {}
            for number in range(crawls):
                expected |= _crawl(store, number * A_CRAWL, words)
                before = _pages(store)
                start = time.perf_counter()
                judge.settle(store, str(number * A_CRAWL))
                spent = (time.perf_counter() - start) / A_CRAWL * 1000
                size = (_pages(store) - before) / A_CRAWL
                if number + 1 in {1, crawls // 10, crawls // 2, crawls}:
                    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    done = (number + 1) * A_CRAWL
                    print(f"{done:10,}{spent:12.2f}{size:17.0f}{peak:9.0f}", flush=True)
            linked = select(articles.c.id, articles.c.duplicate_of)
            found = {
                row.id: row.duplicate_of
                for row in store.execute(linked.where(articles.c.duplicate_of.is_not(None)))
            }
    right = sum(found.get(one) == other for one, other in expected.items())
    wrong = len(found.keys() - expected.keys())
    print(f"{right:,} of {len(expected):,} edits linked to their original; {wrong} links wrong")


def _pages(store: Store) -> int:
    count, size = (store.execute(text(f"PRAGMA page_{n}")).scalar() for n in ("count", "size"))
    return int(count) * int(size)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=int, default=20_000, help="articles to store (20,000)")
    parser.add_argument("--no-quality", action="store_true", help="measure the scale only")
    options = parser.parse_args()
    if not options.no_quality:
        quality()
    if options.scale:
        scale(options.scale)


if __name__ == "__main__":
    sys.exit(main())
