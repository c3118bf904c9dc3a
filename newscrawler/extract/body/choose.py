"""The body without selectors: the text that the page shows, else what its scripts hold."""

from dataclasses import dataclass

from newscrawler.extract.body.container import generic_body
from newscrawler.extract.body.in_scripts import script_body
from newscrawler.extract.body.paragraphs import Paragraph, ends_sentence
from newscrawler.extract.body.plain_text import paragraphs_of
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate

Declared = dict[str, list[Candidate]]
_SHOWN_SHARE = 0.3
"""Share of the structured body's length under which the shown text is only a part of it."""
_FEW_LETTERS = 400
"""Letters of shown text under which scripts are searched for more."""
_WALL = (
    '[class*="paywall" i],[id*="paywall" i],[class*="regwall" i],[class*="subscriber-only" i],'
    '[class*="premium-wall" i],[class*="meter-wall" i]'
)
_WHOLE_TEXT = 1500
"""Letters from which the text behind a paywall is the whole article."""


@dataclass
class Body:
    """A body: its text, its source, and its container (a node) if the page shows it."""

    text: str
    source: Candidate
    container: int | None = None


def body(page: Page, declared: Declared) -> Body | None:
    """Return a page's body, or None.

    Shown text comes first, because readers saw it. JSON-LD's `articleBody`, then a framework's
    hydration state, count where the page shows none or less than a third of it.
    """
    found = generic_body(page.nodes, [c.raw for c in declared.get("description", [])])
    shown = _shown(*found, is_cut=page.nodes.is_cut) if found else None
    structured = next(iter(declared.get("body", [])), None)
    length = len(shown.text) if shown else 0
    if structured is not None and length < _SHOWN_SHARE * len(structured.raw):
        text = "\n\n".join(paragraphs_of(structured.raw))
        if text:
            return Body(text, Candidate(structured.rule, f"{len(text)} characters"))
    if length < _FEW_LETTERS:
        hidden = script_body(page.hydration_states)
        if hidden is not None and length < _SHOWN_SHARE * len(hidden):
            return Body(hidden, Candidate("script", f"{len(hidden)} characters"))
    return shown


def _shown(paragraphs: list[Paragraph], container: int, *, is_cut: bool) -> Body:
    text = "\n\n".join(p.text for p in paragraphs)
    rest = "; the page is too long, and was not read to its end" if is_cut else ""
    return Body(
        text, Candidate("heuristic:text-density", f"{len(text)} characters{rest}"), container
    )


def paywall(links: Links, declared: Declared, text: str | None) -> Candidate | None:
    """Return the sign that a page shows only the beginning of its article, or None.

    The page declares that reading is not free (isAccessibleForFree), or has an element named for
    a paywall; and its text is short, or breaks off. A preview that is the whole article is none.
    """
    if text is not None and len(text) >= _WHOLE_TEXT and ends_sentence(text):
        return None
    not_free = next((c for c in declared.get("free", []) if c.raw in ("false", "no", "0")), None)
    if not_free is not None:
        return not_free
    nodes = links.page.nodes
    walls = [n for n in links.find(_WALL) if nodes.tag[n] not in ("body", "html")]
    return Candidate("paywall", nodes.name(walls[0])) if walls else None
