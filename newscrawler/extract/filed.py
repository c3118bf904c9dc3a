"""Where a page shows its article's section: links and labels, told by place and address."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from newscrawler.extract.links import Links
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.urls import absolute

_TRAIL = "[class*=crum i],[id*=crum i],.rootline"
_TRAIL_TAGS = frozenset(["nav", "ul", "ol", "div", "p", "span", "section"])
_MOST_IN_TRAIL = 7
# The words for category in addresses of content systems; «Category:» is MediaWiki's.
_CATEGORY = re.compile(
    r"[/:?&](?:categor(?:y|ies|ia|ie)|kategori[ea]n?|rubri(?:k|que|ca|c)s?|ressorts?|sections?|topics?|"
    r"cat|catid)[/:=][^/]+/?$|/categories/[^/]+/?$",
    re.IGNORECASE,
)  # fmt: skip
_BESIDE = frozenset(["nav", "aside", "select"])
_NEAR = 80
"""Nodes between a headline and the links that file its article."""
_GAP = 6
"""Nodes between two links of one list."""
_AROUND = 3
"""Texts before and after a headline among which a section's label stands."""
_LONGEST = 40
_LABELS = re.compile(
    r"^(?:أقسام|الأقسام|القسم|التصنيف|section|category|filed under)\s*:?$", re.IGNORECASE
)
_LONGEST_LABEL = 15
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[\s_-])(?:active|current|selected)(?:$|[\s_-])", re.IGNORECASE)
_MOST_TOGETHER = 8
"""Links of one list from which it is a menu of all categories."""


def trail(links: Links) -> Iterator[Candidate]:
    """Yield the links of the breadcrumbs, outermost first."""
    page, nodes = links.page, links.page.nodes
    named = [n for n in nodes.all("nav", "ol") if "crumb" in nodes.get(n, "aria-label").lower()]
    for node in sorted({*named, *links.find(_TRAIL)}):
        if nodes.tag[node] not in _TRAIL_TAGS:
            continue
        inside = nodes.within(node, "a")
        if 0 < len(inside) <= _MOST_IN_TRAIL:
            inside = _up_to_current(page, inside)
            names = [t for n in inside if _is_name(t := nodes.text(n))]
            if names:
                yield from (Candidate("heuristic:breadcrumb", name) for name in names)
                return


def _up_to_current(page: Page, links: list[int]) -> list[int]:
    """Return a trail's links up to the marked one: some list the siblings of each level."""
    nodes = page.nodes
    marked = [
        number
        for number, n in enumerate(links)
        if _CURRENT.search(nodes.name(n)) or _CURRENT.search(nodes.name(nodes.parent[n]))
    ]
    return links[: marked[-1] + 1] if marked else links


def by_address(links: Links) -> list[Candidate]:
    """Return the links to the directories above the article's address, outermost first.

    `/politics/` is linked as «Politics» in a menu, in whatever language: the article
    `/politics/2024/story` stands there.
    """
    page, url = links.page, links.original
    above = unquote(urlsplit(url).path).strip("/").split("/")[:-1]
    wanted = {s for s in above if not s.isdigit() and not _LANGUAGE.fullmatch(s)}
    found: dict[int, Candidate] = {}
    for node, href in links.hrefs if wanted else ():
        if unquote(href.rstrip("/").rpartition("/")[2]) not in wanted:
            continue
        target = absolute(url, href[max(0, href.rfind("http")) :])
        path = unquote(urlsplit(target).path).strip("/").split("/") if target else []
        if path == above[: len(path)] and len(path) not in found:
            name = page.nodes.text(node)
            if _is_name(name) and links.is_own(target or ""):
                found[len(path)] = Candidate("heuristic:address", name)
    return [found[depth] for depth in sorted(found)]


def categories(links: Links, head: int | None) -> list[Candidate]:
    """Return the links that file the article, the list of them that is nearest to its headline.

    Teasers of other articles are filed alike, and the menus list all categories.
    """
    page, nodes = links.page, links.page.nodes
    filed = {n for n, rels in links.related if "category" in rels and not _is_in(page, n, _BESIDE)}
    if not filed:
        filed = {
            n
            for n, href in links.hrefs
            if _CATEGORY.search(href)
            and not page.is_elsewhere(n)
            and (page.in_article(n) or (head is not None and abs(n - head) < _NEAR))
        }
    at = sorted(filed)
    if not at:
        return []
    nearest = min(at, key=lambda n: abs(n - head)) if head is not None else at[0]
    first = last = at.index(nearest)
    while first and at[first] - nodes.end[at[first - 1]] <= _GAP:
        first -= 1
    while last + 1 < len(at) and at[last + 1] - nodes.end[at[last]] <= _GAP:
        last += 1
    together = at[first : last + 1]
    if len(together) > _MOST_TOGETHER:
        together = [nearest]
    names = (nodes.text(n) for n in together)
    return [Candidate("heuristic:category", name) for name in names if _is_name(name)]


def near_headline(links: Links, head: int | None) -> Iterator[Candidate]:
    """Yield the texts beside the headline that a link elsewhere on the page has too: a menu's."""
    if head is None:
        return
    page, nodes = links.page, links.page.nodes
    start, stop = max(0, nodes.start[head] - _AROUND), nodes.stop[head] + _AROUND
    menu = {
        nodes.piece[nodes.start[n]].strip().casefold()
        for n, _ in links.hrefs
        if nodes.stop[n] - nodes.start[n] == 1 and not start <= nodes.start[n] < stop
    }
    before = range(nodes.start[head] - 1, start - 1, -1)
    after = range(nodes.stop[head], min(stop, len(nodes.piece)))
    for number in (*before, *after):
        name = nodes.piece[number].strip()
        if _is_name(name) and name.casefold() in menu and not page.is_aside(_holder(page, number)):
            yield Candidate("heuristic:near-headline", name)


def _holder(page: Page, piece: int) -> int:
    """Return the innermost node around a piece of text."""
    nodes = page.nodes
    node = bisect_right(nodes.start, piece) - 1
    while node > 0 and nodes.stop[node] <= piece:
        node = nodes.parent[node]
    return node


def labelled(page: Page) -> Iterator[Candidate]:
    """Yield the link that follows a label: «القسم: أخبار»."""
    nodes = page.nodes
    for node in nodes.all("span", "b", "strong", "dt", "label"):
        if nodes.size(node) > _LONGEST_LABEL or not _LABELS.match(nodes.text(node)):
            continue
        after = nodes.end[node]
        if after < len(nodes.tag) and nodes.tag[after] == "a":
            yield Candidate("heuristic:label", nodes.text(after))


def _is_name(text: str) -> bool:
    return 1 < len(text) < _LONGEST and any(map(str.isalpha, text))


def _is_in(page: Page, node: int, tags: Iterable[str]) -> bool:
    return any(page.nodes.tag[n] in tags for n in page.nodes.above(node))
