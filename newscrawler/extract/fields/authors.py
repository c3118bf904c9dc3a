"""The authors: names in structured data, links to author pages, bylines."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from newscrawler.extract.fields.section_links import Span
from newscrawler.extract.fields.site_name import SiteName, folded
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import clean

_AUTHOR_URL = re.compile(
    r"/(?:authors?|autor(?:es|en|i)?|auteurs?|writers?|journalists?|profile|staff|kuttab)/[^/]+/?$",
    re.IGNORECASE,
)
_URL_PARTS = ("/aut", "/writer", "/journalist", "/profile", "/staff", "/kuttab")
_BYLINES = (
    "[class*=author i],[class*=byline i],[class*=autor i],[class*=writer i],.by,[rel~=author]"
)
_NOT_A_NAME = re.compile(
    r"info|avatar|image|img|photo|bio|box|more|social|date|time|job|title|role|mail|follow|"
    r"comment|share|about|count|link-?list|related|caption|credit|copyright|source|archive",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:(?:posted|published|written|veröffentlicht|story|text|words?|article|report|by|erstellt|gespeichert|ein|eine|"
    r"artikel|kolumne|beitrag|gastbeitrag|kommentar|interview|escrito|publicado|publié|écrit)\s+)*"
    r"(?:by|von|par|por|di|da|de|del|door|av|af)\s+"
    r"|(?:text|words?|autor(?:/?in|\*in|in/autor)?|autoren|author|auteur|autore|author name|"
    r"redaktion|تقرير|نص|تحقيق|حوار|حاورها|حاوره|ترجمة|автор|текст|yazar|penulis|oleh|από|του|por|escribe|di|reporter)\s*[:：]\s*"
    r"|(?:escribe|oleh|autorin/autor|autor/in|autor\*in)\s+"
    r"|(?:بقلم|كتابة|كتبت|كتب|الكاتبة|الكاتب|إعداد|اعداد|تحرير|المحرر|نویسنده|نوشته)(?:\s*[:/|-]\s*|\s+|$))",
    re.IGNORECASE,
)
_ALL_BY = re.compile(
    r"^(?:\S+\s+){2,4}(?:von|by|par|por|di|af|av|door)\s+(?=\S)|^جميع مقالات\s+", re.IGNORECASE
)
"""«Alle Beiträge von», «View all posts by»."""
_END_OF_NAME = re.compile(r"\s*(?:[|·•~→›»(\[]|\d|\s[-–—]\s|$)")
_PLACE = re.compile(r"(?<=\S\s)(\S+),\s*[^\s,]+$")
_AND = re.compile(r"\s*(?:;|/|\s&\s|\s(?:and|und|et|y|og|och)\s)\s*")
_DATED = re.compile(
    r"(?:^|[\s,]+)(?:on|am|at|in|le|el|il|em|den|posted|published|veröffentlicht|publié|publicado|geschrieben)(?:\s+\w+)?$",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"^\W*(?:bild|fotos?|photos?|image|images|quelle|sources?|source|grafik|video|agence|©|تصوير|صورة|المصدر)\b",
    re.IGNORECASE,
)
_STRAY = " \t:,;|-–—~·•→"
_MAX_LENGTH = 60
_MAX_WORDS = 6
_MAX_BYLINES = 40
_BEFORE, _AFTER = 6, 12
"""Pieces before and after a headline among which a byline stands."""


def authors(
    links: Links, declared: dict[str, list[Candidate]], site: SiteName, head: Span | None
) -> list[Candidate]:
    """Return the authors by the best source, a candidate each.

    Sources name the same people in several spellings, so only the best counts; a source that
    names only the site comes last.
    """
    page, candidates = links.page, declared.get("author", [])
    groups = [list(group) for _, group in groupby(candidates, key=lambda c: c.rule)]
    sources: list[Callable[[], Iterable[Candidate]]] = [
        *(partial(iter, group) for group in groups),
        lambda: _linked(page, links),
        lambda: _bylines(links, head),
    ]
    site_names: list[Candidate] = []
    for source in sources:
        names = _names(source())
        people = [c for c in names if not site.fits(c.raw)]
        if people:
            return people
        site_names = site_names or names
    return site_names


def author(text: str) -> str | None:
    """Return the name in a byline («By Jane Roe»), or None."""
    text = clean(text)
    if "://" in text or "@" in text:
        return None
    name = _BY.sub("", text, count=1).strip(_STRAY)
    if len(name.split()) > 3:
        name = _ALL_BY.sub("", name, count=1)
    name = name.strip(_STRAY)
    return name if 1 < len(name) < 80 and any(map(str.isalpha, name)) else None


def _names(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the single names in a source's candidates, each once."""
    found: dict[str, Candidate] = {}
    for c in candidates:
        for part in _split_names(author(c.raw) or ""):
            found.setdefault(folded(part), Candidate(c.rule, part))
    return [c for key, c in found.items() if key]


def _split_names(text: str) -> list[str]:
    """Return the names in an enumeration; a comma may belong to a single name."""
    # «Jane Roe, Paris»: a place, an agency.
    names = [_PLACE.sub(r"\1", n.strip(_STRAY)) for n in _AND.split(text)]
    if not all(len(n.split()) > 1 for n in names):
        return [_PLACE.sub(r"\1", text)] if text else []
    return [
        part.strip(_STRAY)
        for n in names
        for part in (n.split(",") if all(len(p.split()) > 1 for p in n.split(",")) else [n])
    ]


def _linked(page: Page, links: Links) -> list[Candidate]:
    """Return the texts of links to the article's authors: rel=author, else by their URL."""
    found = [n for n in links.with_rel("author") if not _is_home(page, n)]
    rule = "heuristic:rel-author"
    if not found:
        found = links.matching(_AUTHOR_URL) if links.mention(*_URL_PARTS) else []
        rule = "heuristic:author-link"
    return [Candidate(rule, page.nodes.text(link)) for link in found]


def _is_home(page: Page, link: int) -> bool:
    """Tell whether a link leads to the home page: its text names the site, not an author."""
    target = page.resolve(page.nodes.get(link, "href"))
    return target is None or urlsplit(target).path in ("", "/")


def _bylines(links: Links, head: Span | None) -> list[Candidate]:
    """Return the byline: a text near the headline that begins with «By», or by class name."""
    printed, named = list(_printed(links.page, head))[:1], list(_named(links.page, links))
    is_confirmed = printed and printed[0].raw in [c.raw for c in named]
    return named if is_confirmed or not printed else printed


def _printed(page: Page, head: Span | None) -> Iterator[Candidate]:
    if head is None:
        return
    around = page.nodes.piece[max(0, head[0] - _BEFORE) : head[1] + _AFTER]
    for text, following in pairwise([*map(str.strip, around), ""]):
        if len(text) > _MAX_LENGTH or not _BY.match(text):
            continue
        name = _leading_name(text) or _leading_name(following)
        if name:
            yield Candidate("heuristic:byline", name)


def _named(page: Page, links: Links) -> Iterator[Candidate]:
    nodes = page.nodes
    for node in links.find(_BYLINES)[:_MAX_BYLINES]:
        if nodes.size(node) > 2 * _MAX_LENGTH or page.is_elsewhere(node):
            continue
        if links.is_home(nodes.get(node, "href")) or _in_picture(page, node):
            continue
        if _NOT_A_NAME.search(nodes.name(node)):
            continue
        inside = [n for n in nodes.within(node, "a") if nodes.size(n)]
        names = [name for n in inside or [node] if (name := _leading_name(nodes.text(n)))]
        if names:
            yield from (Candidate("heuristic:author", name) for name in names)
            return


def _in_picture(page: Page, node: int) -> bool:
    return any(page.nodes.tag[n] in ("figure", "figcaption") for n in page.nodes.above(node))


def _leading_name(text: str) -> str | None:
    """Return the name at the start of a byline, without place, date and the rest."""
    if _PICTURE.match(text):
        return None
    start = _BY.match(text)
    rest = text[start.end() if start else 0 :].lstrip(_STRAY)
    end = _END_OF_NAME.search(rest)
    name = _DATED.sub("", rest[: end.start()].strip(_STRAY) if end else rest)
    return name if 1 < len(name) <= _MAX_LENGTH and len(name.split()) <= _MAX_WORDS else None
