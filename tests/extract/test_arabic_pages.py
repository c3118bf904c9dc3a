"""Invented Arabic pages of many makes, field by field, by the generic path alone.

The gold is what a careful reader of the rendered page would write down. Captions, bylines,
prompts and links to other articles are no part of the body; datelines, sub-headings and lists are.
Where the printed day differs from the UTC day of the metadata, the printed one is the gold.
"""

import json
import os
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawler import extract_html
from newscrawler.items import Article

pytestmark = pytest.mark.skipif(
    not os.environ.get("NEWSCRAWLER_ARABIC"),
    reason="the generic path is being rewritten; NEWSCRAWLER_ARABIC=1 runs these pages",
)

PAGES = sorted((Path(__file__).resolve().parents[1] / "arabic" / "pages").glob("*.json"))
LISTED = ("title", "section", "sections", "authors", "views")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@cache
def known(page: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(page.read_text(encoding="utf-8"))
    return loaded


@cache
def article(page: Path) -> Article:
    about = known(page)
    return extract_html(
        page.with_suffix(".html").read_bytes(),
        url=about["url"],
        content_type=about["content_type"],
        captured_at=about["captured_at"],
    )


def as_read(value: object) -> object:
    """Two texts that look the same to a reader are the same."""
    if not isinstance(value, str):
        return value
    return " ".join(BIDI.sub("", unicodedata.normalize("NFKC", value)).split())


def shingles(text: str, width: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", str(as_read(text)))
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + width]) for i in range(max(1, len(words) - width + 1)))


def agreement(found: str | None, gold: list[str]) -> float:
    """Return the F1 of the four-word shingles of two texts."""
    have, want = shingles(found or ""), shingles("\n".join(gold))
    return 2 * (have & want).total() / (have.total() + want.total())


def _cases() -> list[Any]:
    return [
        pytest.param(page, name, known(page)["gold"][name], id=f"{page.stem}:{name}")
        for page in PAGES
        for name in LISTED
        if name in known(page)["gold"]
    ]


@pytest.mark.parametrize(("page", "name", "value"), _cases())
def test_field(page: Path, name: str, value: object) -> None:
    assert as_read(getattr(article(page), name)) == as_read(value)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_date(page: Path) -> None:
    found = article(page).published_at
    assert (found[:10] if found else None) == known(page)["gold"]["date"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_body(page: Path) -> None:
    assert agreement(article(page).body, known(page)["gold"]["body"]) >= 0.95


def test_bodies_as_a_whole() -> None:
    scores = [agreement(article(page).body, known(page)["gold"]["body"]) for page in PAGES]
    assert sum(scores) / len(scores) >= 0.985
