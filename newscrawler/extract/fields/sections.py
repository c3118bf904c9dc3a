"""The section of an article: breadcrumbs, category links, labels, structured data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newscrawler.extract.fields.section_links import (
    Span,
    breadcrumbs,
    by_label,
    by_url,
    categories,
    near_headline,
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
class SectionChoice:
    """The main section, all sections outermost first, and their source."""

    section: str
    sections: list[str]
    chosen: Candidate
    others: list[Candidate]


def sections(
    links: Links,
    declared: dict[str, list[Candidate]],
    title: str,
    head: Span | None,
    site: SiteName,
    selected: list[Candidate],
) -> SectionChoice | None:
    """Choose among selectors, breadcrumbs, links, labels and structured data, in this order.

    `head` are the pieces of the headline, `selected` what the profile's selectors found.
    """
    not_sections = {
        folded(title),
        *map(folded, links.home_texts),
        *(folded(c.raw) for c in site.declared),
    }

    def plausible(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if _is_section(c.raw) and folded(c.raw) not in not_sections]

    page = links.page
    # Breadcrumbs end at the most specific; of several categories the first is the main one.
    sources: tuple[tuple[bool, Callable[[], Iterable[Candidate]]], ...] = (
        (False, lambda: selected),
        (True, lambda: declared.get("crumb", [])),
        (True, lambda: breadcrumbs(links)),
        (False, lambda: categories(links, head)),
        (True, lambda: by_url(links)),
        (False, lambda: list(near_headline(links, head))[:1]),
        (False, lambda: by_label(page)),
        (False, lambda: declared.get("section", [])),
    )
    for last_is_main, source in sources:
        found = list(source())
        kept = found if found is selected else plausible(found)
        names = list(dict.fromkeys(c.raw for c in kept))
        if names:
            others = [
                c for c in (*declared.get("crumb", []), *declared.get("section", [])) if c.raw
            ]
            main = names[-1 if last_is_main else 0]
            more = list(dict.fromkeys(c.raw for c in plausible(declared.get("section", []))))
            return SectionChoice(main, more if set(names) < set(more) else names, kept[0], others)
    return None


def _is_section(name: str) -> bool:
    plain = folded(name)
    if not plain or len(name) > 60 or plain in _JUNK or name.startswith("http"):
        return False
    return not set(plain.split()) & HOME
