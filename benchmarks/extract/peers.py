"""What do other extractors make of the same pages, and how fast?

Run by extraction.py in a virtual environment of the peers' own; standard library and peers only.

    python -m benchmarks.extract.peers versions
    python -m benchmarks.extract.peers predict NAME CORPUS OUT  all pages, one JSON line each
    python -m benchmarks.extract.peers time NAME CORPUS EVERY   every n-th, and a bare lxml parse

A peer gets the text, decoded as the corpus says, and the address: what its documentation asks for.
"""

import json
import logging
import multiprocessing
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import corpus
from tests.support.paths import ROOT

Reader = Callable[[str, str], dict[str, Any]]
"""Text and address in; title, body, date and section out, as far as the peer gives them."""


def trafilatura(**options: bool) -> Reader:
    """Read main text and metadata, all fall-backs on."""
    from trafilatura import bare_extraction

    def read(text: str, url: str) -> dict[str, Any]:
        found = bare_extraction(text, url=url, with_metadata=True, **options)
        if not found:
            return {}
        section = (found.categories or [None])[0]
        return {"title": found.title, "body": found.text, "date": found.date, "section": section}

    return read


def readability() -> Reader:
    """Read with Arc90's algorithm: it returns markup, whose blocks are made lines here."""
    from lxml import html
    from readability import Document

    def read(text: str, url: str) -> dict[str, Any]:
        document = Document(text, url=url)
        tree = html.fromstring(document.summary(html_partial=True) or "<p>")
        for element in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "td", "pre"):
            element.tail = "\n" + (element.tail or "")
        return {"title": document.short_title(), "body": tree.text_content()}

    return read


def resiliparse() -> Reader:
    """Read main text by rules, in C++; no metadata but the title."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(text: str, url: str) -> dict[str, Any]:
        tree = HTMLTree.parse(text)
        body = extract_plain_text(tree, main_content=True, alt_texts=False)
        return {"title": tree.title, "body": body}

    return read


def newspaper4k() -> Reader:
    """Read with the maintained newspaper3k."""
    from newspaper import Article

    def read(text: str, url: str) -> dict[str, Any]:
        article = Article(url, fetch_images=False)
        article.download(input_html=text)
        article.parse()
        day = article.publish_date
        return {
            "title": article.title,
            "body": article.text,
            "date": day.isoformat() if hasattr(day, "isoformat") else day,
        }

    return read


def goose3() -> Reader:
    """Read with the maintained goose."""
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False, "strict": False})

    def read(text: str, url: str) -> dict[str, Any]:
        article = goose.extract(raw_html=text, url=url)
        return {
            "title": article.title,
            "body": article.cleaned_text,
            "date": article.publish_date,
        }

    return read


def htmldate() -> Reader:
    """Read dates alone: the day of publication, not of change."""
    from htmldate import find_date

    return lambda text, url: {"date": find_date(text, url=url, original_date=True)}


PEERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura, precision": ("trafilatura", lambda: trafilatura(favor_precision=True)),
    "readability-lxml": ("readability-lxml", readability),
    "resiliparse": ("resiliparse", resiliparse),
    "newspaper4k": ("newspaper4k", newspaper4k),
    "goose3": ("goose3", goose3),
    "htmldate": ("htmldate", htmldate),
}
"""The package that each comes from, and what makes its reader."""
EXTRAS = {"newspaper4k": "[all]"}
"""What a peer needs to read every language."""


def _page(pages: corpus.Corpus, row: corpus.Row) -> tuple[str, str]:
    return pages.body(row).decode(row["encoding"] or "utf-8", "replace"), pages.url(row)


def _read(reader: Reader, text: str, url: str) -> dict[str, Any]:
    try:
        return reader(text, url)
    except Exception as error:  # noqa: BLE001 - a peer that fails on a page has no prediction
        return {"error": repr(error)[:200]}


_worker: dict[str, Any] = {}


def _start(name: str, pages: corpus.Corpus) -> None:
    logging.disable(logging.CRITICAL)
    _worker.update(reader=PEERS[name][1](), pages=pages)


def _predict(row: corpus.Row) -> dict[str, Any]:
    return {"id": row["id"], **_read(_worker["reader"], *_page(_worker["pages"], row))}


def predict(name: str, pages: corpus.Corpus, out: Path) -> None:
    """Write a peer's predictions of all pages; whole or not at all."""
    context = multiprocessing.get_context("spawn")
    unfinished = out.with_suffix(".part")
    with (
        context.Pool(2, _start, (name, pages)) as pool,
        unfinished.open("w", encoding="utf-8") as lines,
    ):
        for prediction in pool.imap(_predict, pages.rows, chunksize=4):
            lines.write(json.dumps(prediction, default=str) + "\n")
    unfinished.replace(out)


def timed(name: str, pages: corpus.Corpus, every: int) -> dict[str, float]:
    """Return pages and seconds of processor time, the peer's and a bare parse's, page by page."""
    from lxml import html

    _start(name, pages)
    rows = pages.rows[::every]
    for row in rows[:3]:
        _predict(row)  # what a peer loads once is not counted
    spent = parsing = 0.0
    for row in rows:
        body, (text, url) = pages.body(row), _page(pages, row)
        start = time.process_time()
        html.fromstring(body or b"<p>")
        parsed = time.process_time()
        _read(_worker["reader"], text, url)
        parsing, spent = parsing + parsed - start, spent + time.process_time() - parsed
    return {"pages": len(rows), "seconds": spent, "parsing": parsing}


class Environment:
    """The peers' environment, as extraction.py sees it from outside."""

    def __init__(self, folder: Path, pages: corpus.Corpus) -> None:
        """Make the environment under a folder, where it is not there yet."""
        self._folder, self._pages = folder.resolve(), pages
        self._python = self._folder / "env" / "bin" / "python"
        if not self._python.exists():
            venv.create(self._folder / "env", with_pip=True)
        (self._folder / "predictions").mkdir(exist_ok=True)
        have = self.versions()
        for package in ["lxml", *dict.fromkeys(package for package, _ in PEERS.values())]:
            if package not in have:
                self._call("-m", "pip", "install", "--quiet", package + EXTRAS.get(package, ""))

    def _call(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self._python), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            why = done.stderr.strip().splitlines()[-1:]
            print(f"{' '.join(arguments)} failed:", *why, file=sys.stderr)
        return "" if done.returncode else done.stdout

    def _ask(self, *arguments: str) -> str:
        return self._call("-m", "benchmarks.extract.peers", *arguments)

    def versions(self) -> dict[str, str]:
        """Return the peers' packages that are installed."""
        return dict(json.loads(self._ask("versions") or "{}"))

    def predictions(self, name: str, version: str, fresh: bool) -> dict[str, dict[str, Any]] | None:
        """Return a peer's predictions by page, made once for a version and a corpus; or None."""
        key = sha256((self._pages.folder / "corpus.jsonl").read_bytes()).hexdigest()[:8]
        out = self._folder / "predictions" / f"{name.replace(', ', '-')}-{version}-{key}.jsonl"
        if fresh or not out.exists():
            self._ask("predict", name, str(self._pages.folder.resolve()), str(out))
        if not out.exists():
            return None
        with out.open(encoding="utf-8") as lines:
            return {said["id"]: said for said in map(json.loads, lines)}

    def timed(self, name: str, every: int) -> dict[str, float]:
        """Return what `timed` measured; empty where it failed."""
        said = self._ask("time", name, str(self._pages.folder.resolve()), str(every))
        return dict(json.loads(said or "{}"))


def main(command: str, *arguments: str) -> None:
    """Answer one command on standard output."""
    if command == "versions":
        packages = {d.name.lower(): d.version for d in metadata.distributions()}
        print(json.dumps(packages))
        return
    name, folder, last = arguments
    pages = corpus.Corpus(Path(folder))
    if command == "predict":
        predict(name, pages, Path(last))
    else:
        print(json.dumps(timed(name, pages, int(last))))


if __name__ == "__main__":
    main(*sys.argv[1:])
