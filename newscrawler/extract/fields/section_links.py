"""Links and labels that name an article's section: breadcrumbs, categories, menus."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.model.urls import absolute

_TRAIL = "[class*=rum],[id*=rum],.rootline"  # ignoring case costs three times as much
_CRUMBS = re.compile(r"crum|rootline", re.IGNORECASE)
_TRAIL_TAGS = frozenset(["nav", "ul", "ol", "div", "p", "span", "section"])
_MAX_BREADCRUMBS = 7
_ARROW = re.compile(r"\s*(?:»|«|>|›|‹|→|←|/|\\|::|•|·)+\s*")
# The words for category in URLs of content systems; «Category:» is MediaWiki's.
_CATEGORY = re.compile(
    r"[/:](?:categor(?:y|ies|ia|ie)|kategori[ea]n?|rubri(?:k|que|ca|c)s?|ressorts?|sections?|"
    r"topics?|cat)[/:][^/]+/?$|/categories/[^/]+/?$|"
    r"[?&](?:cat|catid|cat_id|category|category_id|section|section_id|rubri[ck])=[^&=]+$",
    re.IGNORECASE,
)
_URL_PARTS = ("/cat", "?cat", "&cat", ":cat", "kateg", "rubri", "ressort", "section", "topic")
_MENU_TAGS = frozenset(["nav", "aside", "select"])
_MAX_LINKS = 200
"""Links of one kind that are examined."""
_NEAR = 40
"""Pieces between a headline and its article's category links."""
_MAX_GAP = 6
"""Nodes between two links of one list."""
_NEAR_HEADLINE = 3
"""Pieces before and after a headline among which a section's label stands."""
_MAX_NAME = 40
_LABELS = frozenset([
    "أقسام", "الأقسام", "القسم", "قسم", "التصنيف", "تصنيف", "التصنيفات", "المجموعة", "نشرت في",
    "section", "category", "categories", "filed under", "posted in", "published in", "rubrik",
    "kategorie", "kategorien", "ressort", "rubrique", "catégorie", "catégories", "categoría",
    "sección", "categoria", "seção", "рубрика", "раздел", "категория", "kategori", "دسته",
    "دسته‌بندی", "kategoria", "sezione", "categorie",
])  # fmt: skip
_MAX_LABEL = 16
_MAX_HEADINGS = 30
_SLACK = 8
"""Letters of spaces and invisible characters between a headline and its text."""

Span = tuple[int, int]
"""A slice of the pieces."""
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[\s_-])(?:active|current|selected)(?:$|[\s_-])", re.IGNORECASE)
_MAX_TOGETHER = 8
"""Links of one list from which it is a menu of all categories."""


def breadcrumbs(links: Links) -> Iterator[Candidate]:
    """Yield the links of the breadcrumbs, outermost first."""
    page, nodes = links.page, links.page.nodes
    named = [n for n in nodes.all("nav", "ol") if "crumb" in nodes.get(n, "aria-label").lower()]
    for node in sorted({*named, *links.find(_TRAIL)})[:_MAX_LINKS]:
        if nodes.tag[node] not in _TRAIL_TAGS:
            continue
        if node not in named and not _CRUMBS.search(nodes.name(node)):
            continue
        inside = nodes.within(node, "a")
        if 0 < len(inside) <= _MAX_BREADCRUMBS:
            inside = _up_to_current(page, inside)
            names = [t for n in inside if _is_name(t := nodes.text(n))]
            if names:
                yield from (Candidate("heuristic:breadcrumb", name) for name in names)
                return
    yield from (Candidate("heuristic:breadcrumb", name) for name in _from_home(links))


def _from_home(links: Links) -> list[str]:
    """Return the names after a link home, with only arrows between: unnamed breadcrumbs."""
    nodes = links.page.nodes
    for home in links.homes:
        for around in list(nodes.above(home))[:2]:
            inside = nodes.within(around, "a")
            if inside[:1] != [home] or not 2 <= len(inside) <= _MAX_BREADCRUMBS:
                continue
            between = [
                "".join(nodes.piece[nodes.stop[a] : nodes.start[b]]) for a, b in pairwise(inside)
            ]
            if all(_ARROW.fullmatch(text) for text in between):
                return [t for n in inside[1:] if _is_name(t := nodes.text(n))]
    return []


def _up_to_current(page: Page, links: list[int]) -> list[int]:
    """Return the breadcrumbs up to the current one: some list the siblings of each level."""
    nodes = page.nodes
    marked = [
        number
        for number, n in enumerate(links)
        if _CURRENT.search(nodes.name(n)) or _CURRENT.search(nodes.name(nodes.parent[n]))
    ]
    return links[: marked[-1] + 1] if marked else links


def by_url(links: Links) -> list[Candidate]:
    """Return the links to the directories above the article's URL, outermost first.

    `/politics/` is linked as «Politics» in a menu, in whatever language: the article
    `/politics/2024/story` stands there.
    """
    page, url = links.page, links.original
    above = unquote(urlsplit(url).path).strip("/").split("/")[:-1]
    wanted = {s for s in above if not s.isdigit() and not _LANGUAGE.fullmatch(s)}
    found: dict[int, Candidate] = {}
    for node, href in links.hrefs if wanted else ():
        tail = href.rstrip("/").rpartition("/")[2]
        if (unquote(tail) if "%" in tail else tail) not in wanted:
            continue
        target = absolute(url, href[max(0, href.rfind("http")) :])
        path = unquote(urlsplit(target).path).strip("/").split("/") if target else []
        if path == above[: len(path)] and len(path) not in found:
            name = page.nodes.text(node)
            if _is_name(name) and links.is_own(target or ""):
                found[len(path)] = Candidate("heuristic:address", name)
    return [found[depth] for depth in sorted(found)]


def categories(links: Links, head: Span | None) -> list[Candidate]:
    """Return the article's category links: the list that is nearest to its headline.

    Teasers of other articles have such links too, and menus list all categories.
    """
    page, nodes = links.page, links.page.nodes
    start = nodes.start

    def far(link: int) -> int:
        return abs(start[link] - head[0]) if head else 0

    related = islice((n for n, rels in links.related if "category" in rels), _MAX_LINKS)
    at = [n for n in related if not _is_in(page, n, _MENU_TAGS)]
    if not at and links.mention(*_URL_PARTS):
        linked = islice((n for n, href in links.hrefs if _CATEGORY.search(href)), _MAX_LINKS)
        own = (n for n in linked if page.in_article(n) or (head and far(n) < _NEAR))
        at = [n for n in own if not page.is_elsewhere(n)]
    if not at:
        return []
    nearest = min(at, key=far)
    first = last = at.index(nearest)
    while first and at[first] - nodes.end[at[first - 1]] <= _MAX_GAP:
        first -= 1
    while last + 1 < len(at) and at[last + 1] - nodes.end[at[last]] <= _MAX_GAP:
        last += 1
    together = at[first : last + 1]
    if len(together) > _MAX_TOGETHER:
        together = [nearest]
    names = (nodes.text(n) for n in together)
    return [Candidate("heuristic:category", name) for name in names if _is_name(name)]


def near_headline(links: Links, head: Span | None) -> Iterator[Candidate]:
    """Yield the texts beside the headline that are also a link elsewhere: in the menu."""
    if head is None:
        return
    page, nodes = links.page, links.page.nodes
    start, stop = max(0, head[0] - _NEAR_HEADLINE), head[1] + _NEAR_HEADLINE
    menu = {
        nodes.piece[nodes.start[n]].strip().casefold()
        for n, _ in links.hrefs
        if nodes.stop[n] - nodes.start[n] == 1 and not start <= nodes.start[n] < stop
    }
    before = range(head[0] - 1, start - 1, -1)
    after = range(head[1], min(stop, len(nodes.piece)))
    for number in (*before, *after):
        name = nodes.piece[number].strip()
        if _is_name(name) and name.casefold() in menu and not page.is_aside(nodes.holder(number)):
            yield Candidate("heuristic:near-headline", name)


def by_label(page: Page) -> Iterator[Candidate]:
    """Yield the link that follows a label: «القسم: أخبار»."""
    nodes = page.nodes
    links = {nodes.start[n]: n for n in nodes.by_tag.get("a", ()) if nodes.size(n)}
    for number, piece in enumerate(nodes.piece):
        if len(piece) <= _MAX_LABEL and piece.strip(" \t:：\xa0").casefold() in _LABELS:
            link = links.get(number + 1)
            if link is None or page.is_elsewhere(link):
                continue
            if _is_name(name := nodes.text(link)):
                yield Candidate("heuristic:label", name)


def headline(page: Page, title: str) -> Span | None:
    """Return the pieces of the headline: the text equal to the title, else the first <h1>."""
    nodes = page.nodes
    for node in nodes.all("h1", "h2", "h3")[:_MAX_HEADINGS]:
        if abs(nodes.size(node) - len(title)) < _SLACK and nodes.text(node) == title:
            return nodes.start[node], nodes.stop[node]
    body = next((nodes.start[n] for n in nodes.all("body")), 0)
    for number in range(body, len(nodes.piece)):
        if nodes.piece[number].strip() == title:
            return number, number + 1
    return next(((nodes.start[n], nodes.stop[n]) for n in nodes.all("h1")), None)


def _is_name(text: str) -> bool:
    return 1 < len(text) < _MAX_NAME and any(map(str.isalpha, text))


def _is_in(page: Page, node: int, tags: Iterable[str]) -> bool:
    return any(page.nodes.tag[n] in tags for n in page.nodes.above(node))
