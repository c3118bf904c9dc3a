"""Fixture pages as they might look after a redesign, made by machine.

Other names, other elements, other nesting, the date in another place: see `redesign`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from lxml import html

from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.extract import extract
from newscrawler.extract.html.page import Page
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture
from newscrawler.model.profile import Profile
from newscrawler.sites.repair.sample import Sample, known_of
from tests.support.paths import FIXTURES

HTML = (("Content-Type", "text/html; charset=utf-8"),)

_ONSETS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_TAGS = {"div": "section", "span": "b", "h1": "h2", "b": "strong", "td": "td"}
_DROPPED = ("itemprop", "itemtype", "itemscope", "data-dot", "data-testid", "role", "style")


def redesigned(sites: Iterable[str] = ()) -> Iterator[tuple[str, str, list[tuple[Path, Sample]]]]:
    """Yield (site, layout, pages) of the fixtures, or of some sites: golds, and the pages now."""
    folders = profile_files.directories([])
    for site in sites or sorted(folder.name for folder in FIXTURES.iterdir()):
        own = profile_files.find(site, folders)
        layouts: dict[str, list[tuple[Path, Sample]]] = {}
        for gold in sorted((FIXTURES / site).rglob("*.gold.json")):
            page = gold.relative_to(FIXTURES / site).as_posix().replace(".gold.json", ".html")
            capture = read_saved(FIXTURES / site, page)
            before = extract(capture, own)
            new = replace(capture, body=redesign(capture, own), headers=HTML)
            sample = Sample(new, known_of(before), own)
            layouts.setdefault(before.layout or "", []).append((gold, sample))
        for layout, pages in layouts.items():
            yield site, layout, pages


def redesign(capture: Capture, profile: Profile) -> bytes:
    """Return a page as it might look after a redesign, in UTF-8.

    All classes and ids have other names, div, span and h1 are other elements, each element that had
    a class has one more around it, microdata is gone, and what showed the date is the last thing in
    the element that holds headline and text. What machines read in the head stays.
    """
    page = Page(capture, profile)
    layout = profile.layouts_for(capture.captured_at)[0]
    document = page.selector.root
    for found in layout.selectors.get("published", ())[:1]:
        for place in page.selector.xpath(found.xpath)[:1]:
            if not isinstance(place.root, str):
                _move(place.root)
    for element in [e for e in document.iter() if isinstance(e.tag, str)]:
        _rename(element)
    for element in [e for e in document.iter("section") if e.get("class")]:
        _wrap(element)
    return bytes(html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _move(element: html.HtmlElement) -> None:
    around = list(element.iterancestors())
    if len(around) < 4 or element.tag in ("meta", "body") or any(a.tag == "table" for a in around):
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        around[0].text = (around[0].text or "") + (element.tail or "")
    element.tail = None
    around[0].remove(element)
    around[1].append(element)


def _rename(element: html.HtmlElement) -> None:
    for name in _DROPPED:
        element.attrib.pop(name, None)
    for name in ("class", "id"):
        if element.get(name):
            element.set(name, " ".join(map(_word, element.get(name).split())))
    element.tag = _TAGS.get(element.tag, element.tag)


def _wrap(element: html.HtmlElement) -> None:
    parent = element.getparent()
    around = html.Element("div", {"class": f"{element.get('class').split()[0]}-box"})
    around.tail, element.tail = element.tail, None
    parent.replace(element, around)
    around.append(element)


def _word(name: str) -> str:
    digest = sha256(name.encode()).digest()
    pairs = zip(digest[:3], digest[3:6], strict=True)
    return "".join(_ONSETS[a % len(_ONSETS)] + _VOWELS[b % len(_VOWELS)] for a, b in pairs)
