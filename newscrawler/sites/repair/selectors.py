"""Candidate selectors of an element: short ones, by names that last."""

import re
from collections.abc import Iterator
from itertools import islice

from newscrawler.extract.html.nodes import Nodes

_SIMPLE = re.compile(r"[\w:. -]{1,40}")
_PLAIN = re.compile(r"-?[^\W\d][\w-]{0,39}")
_OF_A_BUILD = re.compile(
    r"^(?:css|sc|jsx|svelte|emotion|astro|tw|ng)-|_{1,2}(?=\w*\d)[A-Za-z0-9]{5,}$|"
    r"(?=[a-f]*\d)[a-f\d]{6,}|\d{3,}|(?=[A-Za-z]*\d[A-Za-z])(?=\w*[A-Z])\w{6,}$"
)
"""What a build or a database made: it is another one tomorrow, or on the next page."""
_OF_STYLE = re.compile(
    r"^(?:col|row|m[tblrxy]?|p[tblrxy]?|text|font|bg|d|flex|grid|w|h|float|clear|clearfix|pull|left|"
    r"right|container|wrapper?|inner|outer|active|first|last|bold|small|large|hidden|block|"
    r"mobile|desktop|js|is|has)(?:[-_].*)?$",
    re.IGNORECASE,
)
"""What says how something looks, and not what it is."""
_TELLING = ("itemprop", "rel", "property", "name", "data-testid", "data-dot", "data-type", "role")
_NAMED = re.compile(r"[.#\[]")
_SINGLE = ("h1", "time")
"""Elements that a page has one of, or whose first is its own."""
_SECTIONING = ("article", "main", "header", "aside", "footer", "nav")
_HIGHEST = 9
_NAMES = 4


def selectors(nodes: Nodes, node: int) -> Iterator[str]:
    """Yield selectors for an element: its own names, then these below the names of others."""
    tag = nodes.tag[node]
    own = _names(nodes, node)
    yield from [*own, tag] if tag in _SINGLE else own
    own.append(tag)
    place = _place(nodes, node)
    own += [place] if place else []
    for height, around in enumerate(islice(nodes.above(node), _HIGHEST)):
        for name in _names(nodes, around)[:_NAMES]:
            for last in own:
                yield f"{name} > {last}" if height == 0 else f"{name} {last}"
                if height == 1:
                    between = nodes.tag[nodes.parent[node]]
                    yield f"{name} > {_place(nodes, nodes.parent[node]) or between} > {last}"


def cost(selector: str) -> float:
    """Return how little a selector is to be trusted, or read."""
    names = re.findall(r"[.#]([\w-]+)", selector)
    return (
        4 * len(selector.split())
        + len(selector) / 10
        + 25 * selector.count(":nth")
        + 12 * sum(_OF_STYLE.match(name) is not None for name in names)
        + 10 * (_NAMED.search(selector) is None)
    )


def _names(nodes: Nodes, node: int) -> list[str]:
    """Return what an element is called, as selectors, the most telling first."""
    tag, said = nodes.tag[node], nodes.attributes(node)
    found = []
    for name in _TELLING:
        value = said.get(name) or ""
        if value and _SIMPLE.fullmatch(value) and not _OF_A_BUILD.search(value):
            operator = "~=" if name == "rel" and " " in value else "="
            first = value.split()[0] if operator == "~=" else value
            found.append(f'{tag}[{name}{operator}"{first}"]')
    own = said.get("id") or ""
    if _is_lasting(own):
        found.append(f"#{own}")
    classes = [name for name in (said.get("class") or "").split() if _is_lasting(name)]
    classes.sort(key=lambda name: _OF_STYLE.match(name) is not None)
    for name in classes[:_NAMES]:
        found += [f".{name}", f"{tag}.{name}"]
    if tag in _SECTIONING:
        found.append(tag)
    return found


def _is_lasting(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None and not _OF_A_BUILD.search(name)


def _place(nodes: Nodes, node: int) -> str:
    """Return an element's tag with its place among its like; nothing for an only one."""
    parent, tag = nodes.parent[node], nodes.tag[node]
    if parent < 0:
        return ""
    like = [child for child in nodes.children(parent) if nodes.tag[child] == tag]
    return f"{tag}:nth-of-type({like.index(node) + 1})" if len(like) > 1 else ""
