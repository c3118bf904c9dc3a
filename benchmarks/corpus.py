"""Where do the real pages lie, and which of them may be looked at?

The corpus is a folder of saved pages with gold values: `corpus.jsonl` (a row a page), the bytes
in `html/`, and `score.py`, which scores predictions. It is test data and no part of the project;
a benchmark that needs it and does not find it says so and is done. Standard library only: the
peers' environment reads it too.
"""

import importlib.util
import sys
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support.corpus import Corpus as SavedPages
from tests.support.corpus import Row
from tests.support.paths import CORPUS

PARTS = ("look", "score")
"""The pages that are looked at when working on the extractor, and those that are only scored."""

REPOS = {
    "scrapinghub": "scrapinghub/article-extraction-benchmark",
    "fundus": "flairNLP/fundus",
    "waddle": "rundimeco/waddle",
}
FIGURES = ("pages", "F4", *REPOS, "segF1", "title", "titleL", "date", "wrong", "section")

Score = dict[str, Any]
Figures = dict[str, float]


def part(host: str) -> str:
    """Return the part that a host's pages belong to: a site is never in both."""
    return PARTS[int(sha256(host.encode()).hexdigest()[:8], 16) % 2]


class Corpus(SavedPages):
    """The corpus with its scores, to be sent to a worker."""

    @cached_property
    def scorer(self) -> ModuleType:
        """The corpus's own score.py: score_page(row, prediction) and agg(scores)."""
        spec = importlib.util.spec_from_file_location("corpus_score", self.folder / "score.py")
        if not spec or not spec.loader:
            raise FileNotFoundError(self.folder / "score.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def figures(self, scored: Sequence[tuple[Row, Score]]) -> Figures:
        """Return FIGURES of some pages; what no page has gold or a value for is absent.

        F4 is the 4-gram F1 of the body, also by repository; segF1 that of trafilatura's segments;
        titleL allows a site name; wrong is the share of dated pages that get another day.
        """
        whole = self.scorer.agg([score for _, score in scored])
        found: Figures = {"pages": len(scored)}
        if whole.get("nobody") != whole.get("nbody"):
            found |= {key: whole[key] for key in ("F4", "segF1") if key in whole}
            for name, repo in REPOS.items():
                of_repo = self.scorer.agg([score for row, score in scored if row["repo"] == repo])
                found |= {name: of_repo["F4"]} if "F4" in of_repo else {}
        for key in ("title", "date", "section"):
            if whole.get(f"no{key}") != whole.get(f"n{key}"):
                found[key] = whole[key]
        if "title" in found:
            found["titleL"] = whole["titleL"]
        if "date" in found:
            found["wrong"] = 1 - whole["date"] - whole["nodate"] / whole["ndate"]
        return found


def find(folder: Path | None = None) -> Corpus | None:
    """Return the corpus, or None where there is none, having said so."""
    folder = folder or CORPUS
    if (folder / "corpus.jsonl").is_file():
        return Corpus(folder)
    print(f"skipped: {folder} holds no corpus.jsonl; name the corpus folder.", file=sys.stderr)
    return None
