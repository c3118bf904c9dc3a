"""Which section an article stands in: breadcrumbs, category links, labels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newscrawler.extract.links import Links, find
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.arabic import fold

_CRUMBS = re.compile(
    r"breadcrumb|bread-crumb|crumbs|yoast|rank-math|\bpath(?:way)?\b", re.IGNORECASE
)
HOME = frozenset([
    "الرييسيه", "الرييسية", "home", "الصفحه", "الصفحة", "start", "accueil", "inicio",
    "главная", "anasayfa", "خانه",
])  # fmt: skip
_JUNK = frozenset([
    "featured", "home", "news-sitemap", "uncategorized", "article", "articles", "default",
    "post", "posts", "blog", "index", "general", "other", "none", "null", "غير", "مصنف",
])  # fmt: skip
_CATEGORIES = re.compile(r"/categor(?:y|ies)/[^/]+/?$", re.IGNORECASE)
_LABELS = re.compile(
    r"^(?:أقسام|الأقسام|القسم|التصنيف|section|category|filed under)\s*:?$", re.IGNORECASE
)
_LONGEST_LABEL = 15


@dataclass(frozen=True)
class Found:
    """The section that was chosen, all of them outermost first, and where they stood."""

    section: str
    sections: list[str]
    chosen: Candidate
    others: list[Candidate]


def sections(
    page: Page,
    links: Links,
    said: dict[str, list[Candidate]],
    title: str,
    selected: list[Candidate],
) -> Found | None:
    """Choose among what a profile selected, breadcrumbs, category links and structured data."""
    refuse = {fold(title), *(fold(c.raw) for c in said.get("publisher", []))}

    def believed(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if _is_section(c.raw) and fold(c.raw) not in refuse]

    crumbs = believed(said.get("crumb", []))
    shown = believed(_shown(page, links))
    stated = believed(said.get("section", []))
    for source in (selected, crumbs, shown, stated):
        names = list(dict.fromkeys(c.raw for c in source))
        if names:
            # A trail ends at the most specific; of several categories the first is the main.
            trail = source is crumbs or source[0].rule == "heuristic:breadcrumb"
            others = [*crumbs, *shown, *stated]
            return Found(names[-1 if trail else 0], names, source[0], others)
    return None


def _is_section(name: str) -> bool:
    folded = fold(name)
    if not folded or len(name) > 60 or folded in _JUNK or name.startswith("http"):
        return False
    return not set(folded.split()) & HOME


def _shown(page: Page, links: Links) -> Iterator[Candidate]:
    """Yield the sections that a page shows: breadcrumbs, else category links and labels."""
    trail = list(_trail(page))
    if trail:
        yield from trail
        return
    # WordPress's own templates write rel=tag on links to categories.
    filed = sorted({*links.filing("category"), *links.filed_under(_CATEGORIES)})
    for link in filed:
        name = page.nodes.text(link)
        if 1 < len(name) < 40:
            yield Candidate("heuristic:category", name)
    yield from _labelled(page)


def _trail(page: Page) -> Iterator[Candidate]:
    nodes = page.nodes
    title = fold(nodes.text(next(iter(nodes.all("h1")), 0))[:300])
    for node in find(page, "[class*=crumb i],[id*=crumb i],[aria-label*=crumb i]"):
        if nodes.tag[node] not in ("nav", "ul", "ol", "div", "p", "span"):
            continue
        names = [nodes.text(a) for a in nodes.within(node, "a")]
        kept = [
            n
            for n in names
            if 1 < len(n) < 40 and not set(fold(n).split()) & HOME and fold(n) != title
        ]
        if kept and len(names) < 8:
            yield from (Candidate("heuristic:breadcrumb", name) for name in kept)
            return


def _labelled(page: Page) -> Iterator[Candidate]:
    """Yield the link that follows a label: «القسم: أخبار»."""
    nodes = page.nodes
    for node in nodes.all("span", "b", "strong", "dt", "label"):
        if nodes.size(node) > _LONGEST_LABEL or not _is_label(nodes.text(node)):
            continue
        after = nodes.end[node]
        if after < len(nodes.tag) and nodes.tag[after] == "a":
            yield Candidate("heuristic:label", nodes.text(after))


@lru_cache(maxsize=1024)
def _is_label(text: str) -> bool:
    return _LABELS.match(text) is not None
