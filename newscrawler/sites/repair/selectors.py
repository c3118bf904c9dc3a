"""Candidate selectors of an element: short ones, by names that last."""

import re
from collections.abc import Iterator
from itertools import islice

from newscrawler.extract.html.nodes import Nodes

_ATTRIBUTE_VALUE = re.compile(r"[\w:. -]{1,40}")
_NAME = re.compile(r"-?[^\W\d][\w-]{0,39}")
_GENERATED = re.compile(
    r"^(?:css|sc|jsx|svelte|emotion|astro|tw|ng)-|_{1,2}(?=\w*\d)[A-Za-z0-9]{5,}$|"
    r"(?=[a-f]*\d)[a-f\d]{6,}|\d{3,}|(?=[A-Za-z]*\d[A-Za-z])(?=\w*[A-Z])\w{6,}$"
)
"""Names made by a build or a database: another one tomorrow, or on the next page."""
_STYLE = re.compile(
    r"^(?:col|row|m[tblrxy]?|p[tblrxy]?|text|font|bg|d|flex|grid|w|h|float|clear|clearfix|pull|left|"
    r"right|container|wrapper?|inner|outer|active|first|last|bold|small|large|hidden|block|"
    r"mobile|desktop|js|is|has)(?:[-_].*)?$",
    re.IGNORECASE,
)
"""Names of how something looks, and not of what it is."""
_NAMING = ("itemprop", "rel", "property", "name", "data-testid", "data-dot", "data-type", "role")
"""Attributes that name what an element is, the best first."""
_NAMED = re.compile(r"[.#\[]")
_ONCE_A_PAGE = ("h1", "time")
"""Elements that a page has once, or whose first is the article's."""
_SECTIONING = ("article", "main", "header", "aside", "footer", "nav")
_MAX_HEIGHT = 9
_MAX_NAMES = 4


def selectors(nodes: Nodes, node: int) -> Iterator[str]:
    """Yield selectors for an element: its own names, then these below those of its ancestors."""
    tag = nodes.tag[node]
    own = _names(nodes, node)
    yield from [*own, tag] if tag in _ONCE_A_PAGE else own
    own.append(tag)
    place = _position(nodes, node)
    own += [place] if place else []
    for height, around in enumerate(islice(nodes.above(node), _MAX_HEIGHT)):
        for name in _names(nodes, around)[:_MAX_NAMES]:
            for last in own:
                yield f"{name} > {last}" if height == 0 else f"{name} {last}"
                if height == 1:
                    between = nodes.tag[nodes.parent[node]]
                    yield f"{name} > {_position(nodes, nodes.parent[node]) or between} > {last}"


def cost(selector: str) -> float:
    """Return the cost of a selector: the longer and the less lasting it is, the higher."""
    names = re.findall(r"[.#]([\w-]+)", selector)
    return (
        4 * len(selector.split())
        + len(selector) / 10
        + 25 * selector.count(":nth")
        + 12 * sum(_STYLE.match(name) is not None for name in names)
        + 10 * (_NAMED.search(selector) is None)
    )


def _names(nodes: Nodes, node: int) -> list[str]:
    """Return selectors by the names of an element, the most specific first."""
    tag, attributes = nodes.tag[node], nodes.attributes(node)
    found = []
    for name in _NAMING:
        value = attributes.get(name) or ""
        if value and _ATTRIBUTE_VALUE.fullmatch(value) and not _GENERATED.search(value):
            operator = "~=" if name == "rel" and " " in value else "="
            first = value.split()[0] if operator == "~=" else value
            found.append(f'{tag}[{name}{operator}"{first}"]')
    own = attributes.get("id") or ""
    if _is_lasting(own):
        found.append(f"#{own}")
    classes = [name for name in (attributes.get("class") or "").split() if _is_lasting(name)]
    classes.sort(key=lambda name: _STYLE.match(name) is not None)
    for name in classes[:_MAX_NAMES]:
        found += [f".{name}", f"{tag}.{name}"]
    if tag in _SECTIONING:
        found.append(tag)
    return found


def _is_lasting(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not _GENERATED.search(name)


def _position(nodes: Nodes, node: int) -> str:
    """Return ``tag:nth-of-type(n)`` of an element; empty for an only one."""
    parent, tag = nodes.parent[node], nodes.tag[node]
    if parent < 0:
        return ""
    like = [child for child in nodes.children(parent) if nodes.tag[child] == tag]
    return f"{tag}:nth-of-type({like.index(node) + 1})" if len(like) > 1 else ""
