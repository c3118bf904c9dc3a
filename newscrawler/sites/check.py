"""Check of a profile: its fields against the gold of its fixtures, or the generic path."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newscrawler.archive.read.saved_pages import iter_saved
from newscrawler.extract import extract
from newscrawler.extract.html.page import Page
from newscrawler.extract.selectors import strings
from newscrawler.model import profile
from newscrawler.model.article import KEYS, Article
from newscrawler.model.capture import Capture


def compare_with_gold(folder: Path, site: profile.Profile) -> Iterator[dict[str, Any]]:
    """Yield each field of the pages that have a gold, as extracted and as it should be."""
    for capture in iter_saved(folder):
        page = capture.location.file
        gold = (folder / page).with_suffix(".gold.json")
        if not gold.is_file():
            continue
        article = extract(capture, site)
        for name, value in json.loads(gold.read_text(encoding="utf-8")).items():
            yield {"page": page, "field": name, "gold": value, "got": getattr(article, name)}


def fit_selectors(
    capture: Capture, site: profile.Profile, article: Article
) -> Iterator[dict[str, Any]]:
    """Yield each field with its selector, its value, and what the generic path says.

    The verdict: the two `agree` or `differ`; the selectors find nothing (`empty`), or what
    cannot be read (`unread`, and the value is the raw text); None where there is no selector.
    """
    generic, page = extract(capture), Page(capture, site)
    layout = next((x for x in site.layouts if x.name == article.layout), None)
    for field in (f for f in profile.FIELDS if f != "drop"):
        name = KEYS[field]
        value, other = getattr(article, name), getattr(generic, name)
        rule = article.provenance[name].rule if name in article.provenance else ""
        chain = layout.selectors.get(field, ()) if layout else ()
        selector = chain[0].text if chain else None
        verdict = None
        if chain and rule.startswith("selector:"):
            selector = rule.removeprefix("selector:")
            verdict = "agree" if value == other else "differ"
        elif layout and chain:
            raw = None if field == "body" else next(strings(page, layout, field), None)
            value, verdict = (raw.raw, "unread") if raw else (None, "empty")
        row = {"field": field, "selector": selector, "value": value}
        yield row | {"generic": other, "verdict": verdict}
