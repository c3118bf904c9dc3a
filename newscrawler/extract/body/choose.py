"""The body of a page without selectors: what it shows, else what its scripts hold."""

from dataclasses import dataclass

from newscrawler.extract.body.container import generic_body
from newscrawler.extract.body.in_scripts import script_body
from newscrawler.extract.body.paragraphs import Paragraph, ends
from newscrawler.extract.body.plain_text import paragraphs_of
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate

Said = dict[str, list[Candidate]]
_SHOWN = 0.3
"""Share of the structured body's length under which the shown text is not all of it."""
_HIDDEN = 400
"""Letters of shown text under which scripts are searched for more."""
_WALL = (
    '[class*="paywall" i],[id*="paywall" i],[class*="regwall" i],[class*="subscriber-only" i],'
    '[class*="premium-wall" i],[class*="meter-wall" i]'
)
_STUB = 1500
"""Letters from which the text behind a paywall is no stub."""


@dataclass
class Body:
    """A body: its text, where it came from, and the node around it if the page shows it."""

    text: str
    source: Candidate
    near: int | None = None


def body(page: Page, said: Said) -> Body | None:
    """Return a page's body, or None.

    Shown text comes first, because readers saw it. JSON-LD's `articleBody`, then the state of a
    framework, where the page shows none or less than a third of it.
    """
    found = generic_body(page.nodes, [c.raw for c in said.get("description", [])])
    shown = _shown(*found, is_cut=page.nodes.is_cut) if found else None
    told = next(iter(said.get("body", [])), None)
    length = len(shown.text) if shown else 0
    if told is not None and length < _SHOWN * len(told.raw):
        text = "\n\n".join(paragraphs_of(told.raw))
        if text:
            return Body(text, Candidate(told.rule, f"{len(text)} characters"))
    if length < _HIDDEN:
        hidden = script_body(page.states)
        if hidden is not None and length < _SHOWN * len(hidden):
            return Body(hidden, Candidate("script", f"{len(hidden)} characters"))
    return shown


def _shown(paragraphs: list[Paragraph], near: int, *, is_cut: bool) -> Body:
    text = "\n\n".join(p.text for p in paragraphs)
    rest = "; the page is too long, and was not read to its end" if is_cut else ""
    return Body(text, Candidate("heuristic:text-density", f"{len(text)} characters{rest}"), near)


def paywall(links: Links, said: Said, text: str | None) -> Candidate | None:
    """Return what tells that a page shows only the beginning of its article, or None.

    A page says of itself that reading it is not free, or has an element named for a paywall; and
    its text is short, or breaks off. A free preview that is the whole article is no stub.
    """
    if text is not None and len(text) >= _STUB and ends(text):
        return None
    free = next((c for c in said.get("free", []) if c.raw in ("false", "no", "0")), None)
    if free is not None:
        return free
    nodes = links.page.nodes
    walls = [n for n in links.find(_WALL) if nodes.tag[n] not in ("body", "html")]
    return Candidate("paywall", nodes.name(walls[0])) if walls else None
