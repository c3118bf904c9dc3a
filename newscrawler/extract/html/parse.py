"""Parses a document into the table of nodes, by lexbor or, for selectors, by lxml.

lexbor takes half of lxml's time and builds the tree of the HTML standard. Profiles select by
XPath and CSS, which is parsel's; their pages are parsed by lxml instead.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser

from newscrawler.extract.html.nodes import SILENT, Event, Nodes

MAX_EVENTS = 60_000
"""Elements and texts that are read of a page: ten times as many as the longest of 934 has."""

_EMPTY = "<html><body></body></html>"


def parse(text: str) -> tuple[Nodes, list[str]]:
    """Parse a document; return its nodes and the texts of its JSON-LD scripts."""
    tree = _tree(text)
    scripts = [s.text() or "" for s in tree.css('script[type*="ld+json" i]')]
    tree.strip_tags(list(SILENT))
    return Nodes(_lexbor_events(tree), _lexbor_attributes, MAX_EVENTS), scripts


def parse_for_selectors(text: str) -> tuple[Nodes, list[str], Selector]:
    """Parse a document for selectors; return nodes, JSON-LD texts and the root selector."""
    selector = _selector(text)
    scripts = [
        script.text or ""
        for script in selector.root.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    ]
    return Nodes(_lxml_events(selector.root), _lxml_attributes, MAX_EVENTS), scripts, selector


def _tree(text: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(text)
    except UnicodeEncodeError:  # lone surrogates
        return LexborHTMLParser(text.encode("utf-8", "replace").decode())


def _lexbor_events(tree: LexborHTMLParser) -> Iterator[Event]:
    root = tree.root
    if root is None:
        return
    apart = False
    node: Any  # every node but the document has a parent, which selectolax's types do not say
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text and not text.isspace():
                yield tag, 0, node.parent.mem_id, text, apart
                apart = False
            elif text:
                apart = True
        elif tag != "-comment":
            yield tag or "", node.mem_id, node.parent.mem_id, node, apart
            apart = False


def _lexbor_attributes(element: Any) -> dict[str, str | None]:
    return dict(element.attributes)


def _selector(text: str) -> Selector:
    try:
        found = Selector(text=text or _EMPTY, type="html", huge_tree=True)
    except (ValueError, etree.LxmlError):
        return Selector(text=_EMPTY, type="html")
    return found if isinstance(found.root, etree._Element) else Selector(_EMPTY, type="html")


def _lxml_events(root: Any) -> Iterator[Event]:
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    above = [-1]
    apart = False
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in SILENT:
                walk.skip_subtree()
                above.append(-2)
                continue
            yield tag, id(element), above[-1], element, apart
            apart = False
            above.append(id(element))
            text = element.text
        else:
            if event == "end":
                above.pop()
            text = element.tail if element is not root else None
        if text and not text.isspace():
            yield "-text", 0, above[-1], text, apart
            apart = False
        elif text:
            apart = True


def _lxml_attributes(element: Any) -> dict[str, str | None]:
    return dict(element.attrib)
