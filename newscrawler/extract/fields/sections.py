"""Which section an article stands in: breadcrumbs, category links, labels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newscrawler.extract.fields.section_links import (
    Span,
    by_address,
    categories,
    labelled,
    near_headline,
    trail,
)
from newscrawler.extract.fields.site_name import SiteName, folded
from newscrawler.extract.html.links import Links
from newscrawler.model.article import Candidate

HOME = frozenset([
    "الرييسيه", "الرييسية", "home", "الصفحه", "الصفحة", "start", "accueil", "inicio",
    "главная", "anasayfa", "خانه", "startseite", "首页", "首頁", "ホーム", "αρχικη", "etusivu",
])  # fmt: skip
_JUNK = frozenset([
    "featured", "home", "news-sitemap", "uncategorized", "article", "articles", "default",
    "post", "posts", "blog", "index", "general", "other", "none", "null", "غير", "مصنف",
])  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The section that was chosen, all of them outermost first, and where they stood."""

    section: str
    sections: list[str]
    chosen: Candidate
    others: list[Candidate]


def sections(
    links: Links,
    said: dict[str, list[Candidate]],
    title: str,
    head: Span | None,
    site: SiteName,
    selected: list[Candidate],
) -> Found | None:
    """Choose among what a profile selected, the page's trails, its links and structured data.

    `head` is where the headline stands.
    """
    refuse = {folded(title), *map(folded, links.home_texts), *(folded(c.raw) for c in site.said)}

    def believed(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if _is_section(c.raw) and folded(c.raw) not in refuse]

    page = links.page
    # A trail ends at the most specific; of several categories the first is the main.
    sources: tuple[tuple[bool, Callable[[], Iterable[Candidate]]], ...] = (
        (False, lambda: selected),
        (True, lambda: said.get("crumb", [])),
        (True, lambda: trail(links)),
        (False, lambda: categories(links, head)),
        (True, lambda: by_address(links)),
        (False, lambda: list(near_headline(links, head))[:1]),
        (False, lambda: labelled(page)),
        (False, lambda: said.get("section", [])),
    )
    for is_trail, source in sources:
        found = list(source())
        kept = found if found is selected else believed(found)
        names = list(dict.fromkeys(c.raw for c in kept))
        if names:
            others = [c for c in (*said.get("crumb", []), *said.get("section", [])) if c.raw]
            main = names[-1 if is_trail else 0]
            told = list(dict.fromkeys(c.raw for c in believed(said.get("section", []))))
            return Found(main, told if set(names) < set(told) else names, kept[0], others)
    return None


def _is_section(name: str) -> bool:
    plain = folded(name)
    if not plain or len(name) > 60 or plain in _JUNK or name.startswith("http"):
        return False
    return not set(plain.split()) & HOME
