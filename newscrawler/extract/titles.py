"""An article's title: what its headline, its metadata and the document's title agree on."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.arabic import fold

_SEPARATOR = re.compile(r"\s+[|｜\-–—·•»«:]+\s+|\s*[|｜•»«]\s*|\s+::\s+")


def titles(page: Page, said: list[Candidate]) -> Iterator[Candidate]:
    """Yield title candidates, the best first. `said`: what structured data offers."""
    shown = list(_shown(page))
    # An h1 that the document's own title agrees with is what readers saw.
    yield from (c for c in shown[:1] if c.rule == "heuristic:h1")
    others = [c.raw for c in shown]
    for candidate in said:
        yield Candidate(candidate.rule, without_site_name(candidate.raw, page, others))
    yield from shown


def _shown(page: Page) -> Iterator[Candidate]:
    nodes = page.nodes
    document = next((nodes.text(n) for n in nodes.all("title")), "")
    social = page.meta("og:title", "twitter:title")
    heads = [nodes.text(n) for n in nodes.all("h1")[:6] if not page.is_aside(n)]
    said = fold(f"{document} {social[1] if social else ''}")
    for head in heads:
        if len(head) > 3 and fold(head) in said:
            yield Candidate("heuristic:h1", head)
    named = [(f"meta:{social[0]}", social[1])] if social else []
    for rule, text in (*named, ("heuristic:title", document)):
        if text:
            yield Candidate(rule, without_site_name(text, page, [document, *heads]))
    for head in heads:
        if len(head) > 3:
            yield Candidate("heuristic:h1", head)


def without_site_name(text: str, page: Page, others: list[str]) -> str:
    """Cut the site's name off a title's end or start.

    It is what `og:site_name` says, or what another of the page's titles lacks.
    """
    site = page.meta("og:site_name", "application-name")
    pieces = _SEPARATOR.split(text)
    if len(pieces) < 2:
        return text
    host = (urlsplit(page.url).hostname or "").removeprefix("www.").split(".")[0]
    names = {fold(site[1])} if site else set()
    for cut in (text[: text.rfind(pieces[-1])], text[len(pieces[0]) :]):
        piece = pieces[-1] if text.startswith(cut) else pieces[0]
        rest = _trim(cut)
        folded = fold(piece)
        compact = folded.replace(" ", "")
        told = folded in names or (host and len(host) > 3 and host in compact)
        if rest and (told or any(fold(rest) == fold(other) for other in others)):
            return without_site_name(rest, page, others)
    return text


def _trim(text: str) -> str:
    return re.sub(r"^[\s|｜\-–—·•»«:]+|[\s|｜\-–—·•»«:]+$", "", text)
