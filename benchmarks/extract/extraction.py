"""How well and how fast are real pages extracted? Beside seven other extractors, in one table.

    python -m benchmarks.extract.extraction                  ours and the peers, on the corpus
    python -m benchmarks.extract.extraction --no-peers       ours alone: a minute
    python -m benchmarks.extract.extraction --no-peers --no-speed --only look --fails 20
    python -m benchmarks.extract.extraction fixtures         a folder of HTML files: the speed alone

F4 is the 4-gram F1 of the body, segF1 that of trafilatura's segments, titleL allows a site name
beside the title, wrong is the share of dated pages that get another day. Speed is processor time
on one core, ours and a bare lxml parse page by page in turn; `parse` is the share of the bare
parse's rate: read that one, machines differ. What a peer does not give is "–".
"""

import argparse
import json
import multiprocessing
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import html

from benchmarks import corpus
from benchmarks.extract import peers
from newscrawler import extract_html
from newscrawler.model import profile_files
from tests.support.paths import FIXTURES

COLUMNS = (*corpus.FIGURES, "pages/s", "parse")
CACHE = Path.home() / ".cache" / "newscrawler-peers"
ROUNDS = 3
ENOUGH = 10
"""Pages that a language needs for a row of its own."""

Prediction = dict[str, Any]
Score = dict[str, Any]


def predicted(pages: corpus.Corpus, row: corpus.Row, profile: Path | None) -> Prediction:
    """Extract one page: the fields that are scored, and the rule that gave each."""
    try:
        article = extract_html(pages.body(row), url=pages.url(row), profile=profile)
    except Exception as error:  # noqa: BLE001 - it is counted, and the page has no prediction
        return {"id": row["id"], "error": repr(error)}
    return {
        "id": row["id"], "title": article.title, "body": article.body,
        "date": article.published_at, "section": article.section,
        "rules": {name: value.rule for name, value in article.provenance.items()},
    }  # fmt: skip


def score(
    job: tuple[corpus.Corpus, corpus.Row, Prediction | None, Path | None],
) -> tuple[Prediction, Score]:
    """Score a prediction, ours made here where none is given; in a worker."""
    pages, row, prediction, profile = job
    prediction = prediction or predicted(pages, row, profile)
    return prediction, pages.scorer.score_page(row, prediction)


def speed(bodies: Sequence[bytes], urls: Sequence[str]) -> corpus.Figures:
    """Return pages a second of ours and of a bare parse: each page in turn, best of the rounds."""
    ours, bare = [float("inf")] * len(bodies), [float("inf")] * len(bodies)
    for _ in range(ROUNDS):
        for at, (body, url) in enumerate(zip(bodies, urls, strict=True)):
            start = time.process_time()
            html.fromstring(body or b"<p>")
            parsed = time.process_time()
            extract_html(body, url=url)
            ours[at] = min(ours[at], time.process_time() - parsed)
            bare[at] = min(bare[at], parsed - start)
    return {
        "pages/s": len(bodies) / sum(ours),
        "parse": sum(bare) / sum(ours),
        "bare": len(bodies) / sum(bare),
    }


def resident() -> float:
    """Return this process's resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory(pages: corpus.Corpus) -> tuple[float, float]:
    """Return the most resident MB over the first 100 pages and over the last; in a new process."""
    rows = random.Random(1).sample(pages.rows, len(pages.rows))  # noqa: S311
    sizes = []
    for row in rows:
        predicted(pages, row, None)
        sizes.append(resident())
    return max(sizes[:100]), max(sizes[-100:])


def line(name: str, values: corpus.Figures, signed: str = "") -> str:
    """Lay one row of the table out."""
    cells = []
    for column in COLUMNS:
        value, width = values.get(column), max(6, len(column))
        form = {"pages": "d", "pages/s": ".0f"}.get(column, ".3f")
        cells.append("–".rjust(width) if value is None else f"{value:{signed}{width}{form}}")
    return f"{name:30}" + "  ".join(cells)


def fails(rows: Sequence[corpus.Row], ours: dict[str, tuple[Prediction, Score]], n: int) -> None:
    """Print the worst pages of the look part, field by field; the score part stays unseen."""
    seen = [(row, *ours[row["id"]]) for row in rows if corpus.part(row["host"]) == "look"]
    print("\nF4     page           lang  characters: gold, ours  rule")
    with_body = sorted((x for x in seen if "f4" in x[2]), key=lambda x: x[2]["f4"])
    for row, said, scored in with_body[:n]:
        gold, mine = len(row["gold"]["body"]), len(said.get("body") or "")
        rule = said.get("rules", {}).get("body", said.get("error"))
        print(f"{scored['f4']:.3f}  {row['id']}  {row['lang']:4}  {gold:6} {mine:6}  {rule}")
    for field, key in (("title", "titleL"), ("date", "date"), ("section", "section")):
        print(f"\n{field}: page, gold, ours, rule")
        for row, said, _ in islice((x for x in seen if x[2].get(key) is False), n):
            gold = row["gold"].get(field) or row["gold"].get("sections")
            name = "published_at" if field == "date" else field
            print(f"{row['id']}  {gold!r}  {said.get(field)!r}  {said.get('rules', {}).get(name)}")


class Run:
    """One run: what is measured on which pages."""

    def __init__(self, pages: corpus.Corpus, arguments: argparse.Namespace) -> None:
        self._pages, self._arguments = pages, arguments
        only = arguments.only
        self._rows = [r for r in pages.rows if not only or corpus.part(r["host"]) == only]
        self._table: dict[str, corpus.Figures] = {}
        self._pool = multiprocessing.get_context("spawn").Pool(2)

    def _scored(
        self,
        rows: Sequence[corpus.Row],
        predictions: dict[str, Prediction] | None = None,
        sites: dict[str, Path] | None = None,
    ) -> dict[str, tuple[Prediction, Score]]:
        jobs = [
            (
                self._pages, row,
                predictions.get(row["id"], {"id": row["id"]}) if predictions is not None else None,
                (sites or {}).get(row["id"]),
            )
            for row in rows
        ]  # fmt: skip
        return {p["id"]: (p, s) for p, s in self._pool.imap(score, jobs, chunksize=4)}

    def _show(self, name: str, values: corpus.Figures, signed: str = "") -> None:
        self._table[name] = values
        print(line(name, values, signed), flush=True)

    def _figures(self, scores: dict[str, tuple[Prediction, Score]], **same: str) -> corpus.Figures:
        rows = [r for r in self._rows if all(r[key] == value for key, value in same.items())]
        return self._pages.figures([(r, scores[r["id"]][1]) for r in rows if r["id"] in scores])

    def ours(self) -> None:
        """Ours: all pages, with profiles, by part and by language; memory and failures."""
        scores = self._scored(self._rows)
        rates = {} if self._arguments.no_speed else self._speed()
        self._show("ours", self._figures(scores) | rates)
        self._with_profiles(scores)
        parts: dict[str, dict[str, tuple[Prediction, Score]]] = defaultdict(dict)
        for row in self._rows:
            parts[corpus.part(row["host"])][row["id"]] = scores[row["id"]]
        by_part = {name: self._figures(of_part) for name, of_part in sorted(parts.items())}
        for name, values in by_part.items():
            self._show(f"ours, {name} part", values)
        if len(by_part) == 2:
            look, unseen = by_part["look"], by_part["score"]
            gap = {key: look[key] - unseen[key] for key in look.keys() & unseen.keys() - {"pages"}}
            self._show("gap", gap, "+")
        for language, count in Counter(r["lang"] for r in self._rows).most_common():
            if count >= ENOUGH or language == "ar":
                self._show(f"ours, {language}", self._figures(scores, lang=language))
        errors = [p for p, _ in scores.values() if "error" in p]
        print(f"exceptions: {len(errors)}", *(f"{p['id']}: {p['error']}" for p in errors[:9]))
        if self._arguments.predictions:
            with self._arguments.predictions.open("w", encoding="utf-8", errors="replace") as lines:
                for prediction, _ in scores.values():
                    lines.write(json.dumps(prediction, ensure_ascii=False) + "\n")
        if self._arguments.fails:
            fails(self._rows, scores, self._arguments.fails)

    def _speed(self) -> corpus.Figures:
        bodies = [self._pages.body(row) for row in self._rows]
        rates = speed(bodies, [self._pages.url(row) for row in self._rows])
        self._show("lxml parse alone", {"pages/s": rates.pop("bare"), "parse": 1.0})
        return rates

    def _with_profiles(self, generic: dict[str, tuple[Prediction, Score]]) -> None:
        folders = profile_files.directories(self._arguments.sites)
        found = {r["id"]: profile_files.by_host(r["host"], folders) for r in self._rows}
        sites = {page: site.path for page, site in found.items() if site and site.path}
        if not sites:
            print("ours, profiles: none covers a page of the corpus")
            return
        scores = self._scored([r for r in self._rows if r["id"] in sites], sites=sites)
        self._show("ours, with profiles", self._figures(generic | scores))
        self._show("  the pages with one", self._figures(scores))
        self._show("  the same, generic", self._figures({page: generic[page] for page in scores}))

    def memory(self) -> None:
        """Print whether memory grows with the pages read."""
        with multiprocessing.get_context("spawn").Pool(1) as one:
            first, last = one.apply(memory, (self._pages,))
        self._table["memory"] = {"first 100 pages": first, "last 100 pages": last}
        print(
            f"memory: at most {first:.0f} MB in the first 100 pages and {last:.0f} in the last 100 "
            f"of {len(self._pages.rows)}: {last / first - 1:+.0%}"
        )

    def peers(self) -> None:
        """Every peer: scored on all pages, timed on every n-th."""
        environment = peers.Environment(self._arguments.peers, self._pages)
        versions = environment.versions()
        for name, (package, _) in peers.PEERS.items():
            version = versions.get(package)
            said = version and environment.predictions(name, version, self._arguments.fresh)
            if not version or not said:
                print(f"{name:30}absent: it {'gave nothing' if version else 'is not installed'}")
                continue
            values = self._figures(self._scored(self._rows, said))
            if not self._arguments.no_speed:
                took = environment.timed(name, self._arguments.every)
                if took:
                    values["pages/s"] = took["pages"] / took["seconds"]
                    values["parse"] = took["parsing"] / took["seconds"]
            self._show(f"{name} {version}", values)
            if errors := [p["error"] for p in said.values() if "error" in p]:
                print(f"  failed on {len(errors)} pages, the first with {errors[0][:70]!r}")

    def all(self) -> None:
        """Measure and print all that was asked for."""
        print(f"{'':30}" + "  ".join(column.rjust(max(6, len(column))) for column in COLUMNS))
        self.ours()
        if not self._arguments.no_speed:
            self.memory()
        if not self._arguments.no_peers:
            self.peers()
        if self._arguments.json:
            self._arguments.json.write_text(json.dumps(self._table, indent=1), encoding="utf-8")


def of_files(folder: Path) -> None:
    """Print the speed on a folder of HTML files."""
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    if not bodies:
        raise SystemExit(f"{folder} holds no HTML file.")
    rates = speed(bodies, [corpus.UNKNOWN_URL] * len(bodies))
    size = sum(map(len, bodies)) / len(bodies) / 1024
    print(f"{len(bodies)} pages of {size:.0f} KB on average, one core")
    print(f"parse alone (lxml)  {rates['bare']:8.0f} pages/s")
    print(f"extract             {rates['pages/s']:8.0f} pages/s   "
          f"{1 / rates['parse']:.1f} times the parse")  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("folder", nargs="?", type=Path, help="the corpus folder, or one of HTML files")
    add("--no-peers", action="store_true", help="ours alone")
    add("--no-speed", action="store_true", help="no timing and no memory")
    add("--only", choices=corpus.PARTS, help="the pages of one part")
    add("--fails", type=int, default=0, metavar="N", help="the worst pages of the look part")
    add("--sites", type=Path, action="append", default=[], help="a folder of profiles")
    add("--json", type=Path, metavar="FILE", help="write the table")
    add("--predictions", type=Path, metavar="FILE", help="write ours, a JSON line a page")
    add("--peers", type=Path, default=CACHE, metavar="DIR", help="the peers' environment is here")
    add("--fresh", action="store_true", help="ask the peers again")
    add("--every", type=int, default=10, metavar="N", help="time the peers on each n-th page")
    arguments = parser.parse_args()
    folder = arguments.folder
    if folder and not (folder / "corpus.jsonl").exists():
        of_files(folder)
    elif pages := corpus.find(folder):
        Run(pages, arguments).all()
    else:
        of_files(FIXTURES)


if __name__ == "__main__":
    main()
