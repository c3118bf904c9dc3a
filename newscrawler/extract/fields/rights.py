"""Rights signals of a page: X-Robots-Tag and its like, robots meta tags, licences, JSON-LD.

Those of robots.txt and tdmrep.json are read in `rights_in_robots_txt.py`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.model.rights import AGENT, EXPIRES, Signal
from newscrawler.model.urls import absolute
from newscrawler.text.arabic import clean
from newscrawler.text.instants import read_instant, timestamp, utc

_CAPTIONS = ("figure", "figcaption", "aside")
_MOST = 50
_NAMES = {"license": "license", "usage": "usage-info", "free": "free"}
"""The fields of structured data that speak of rights, and what a signal calls them."""
_DIRECTIVES = {
    "noindex": "noindex", "none": "noindex", "noarchive": "noarchive", "nocache": "noarchive",
    "nosnippet": "nosnippet", "noimageindex": "noimageindex", "noai": "noai",
    "noimageai": "noimageai", "noml": "noml",
}  # fmt: skip
"""Of robots meta tags and X-Robots-Tag (Google's and Bing's lists, DeviantArt's `noai`)."""
_METAS = ("robots", AGENT, "googlebot", "googlebot-news", "bingbot")
_SPECIFIC = re.compile(r"([a-z0-9_*-]+)\s*:\s*(.*)", re.DOTALL)
_NO_AGENT = (EXPIRES, "max-snippet", "max-image-preview", "max-video-preview")
# Content-Signal (contentsignals.org) says yes and no, Content-Usage (IETF aipref) y and n.
_USAGE = re.compile(r"(?<![\w-])([a-z][a-z0-9-]{1,30})\s*=\s*(yes|no|y|n)(?![\w-])", re.IGNORECASE)
LONGEST = 500
"""Letters of one statement that are read."""


def of_page(
    page: Page, links: Links, declared: Mapping[str, list[Candidate]]
) -> tuple[Signal, ...]:
    """Return every statement once, in the order of headers, meta tags, links, data."""
    found = dict.fromkeys(_all(page, links, declared))
    return tuple(found)[:_MOST]


def _all(page: Page, links: Links, declared: Mapping[str, list[Candidate]]) -> Iterator[Signal]:
    yield from of_headers(page.capture.headers)
    yield from of_metas(page.metas)
    for node in _licences(page, links):
        url = absolute(page.url, page.nodes.get(node, "href"))
        # A photograph's licence stands in its caption.
        if url and not any(page.nodes.tag[n] in _CAPTIONS for n in page.nodes.above(node)):
            yield Signal("link:license", f"license={url}")
    for field, name in _NAMES.items():
        for candidate in declared.get(field, ()):
            yield Signal(candidate.rule, f"{name}={candidate.raw}")


def _licences(page: Page, links: Links) -> Iterator[int]:
    for node, _ in links.heads:
        if "license" in page.nodes.get(node, "rel").lower().split():
            yield node
    for node, rels in links.related:
        if "license" in rels:
            yield node


def of_headers(headers: Iterable[tuple[str, str]]) -> Iterator[Signal]:
    """Yield what a response's headers say."""
    for name, value in headers:
        rule = f"header:{name.lower()}"
        if rule == "header:x-robots-tag":
            yield from _directives(rule, value[:LONGEST])
        elif rule in ("header:tdm-reservation", "header:tdm-policy"):
            yield from reservation(rule, value)
        elif rule == "header:content-usage":
            yield from usage(rule, value)


def of_metas(metas: Mapping[str, list[str]]) -> Iterator[Signal]:
    """Yield what the meta tags say; they go by lower-case name."""
    for name in _METAS:
        agent = None if name == "robots" else name
        for value in metas.get(name, ()):
            yield from _directives(f"meta:{name}", value[:LONGEST], agent)
    for name in ("tdm-reservation", "tdm-policy"):
        for value in metas.get(name, ()):
            yield from reservation(f"meta:{name}", value)


def reservation(rule: str, value: str) -> Iterator[Signal]:
    """Yield a TDM-Reservation or a TDM-Policy, whichever the last part of `rule` names."""
    value = clean(value[:LONGEST])
    name = rule.rpartition(":")[2]
    # Anything but 0 and 1 counts as unset.
    if value and (name == "tdm-policy" or value in ("0", "1")):
        yield Signal(rule, f"{name}={value}")


def usage(rule: str, text: str) -> Iterator[Signal]:
    """Yield the preferences of a Content-Signal or a Content-Usage: ``ai-train=no``."""
    for name, value in _USAGE.findall(text[:LONGEST]):
        yield Signal(rule, f"{name.lower()}={value.lower()}")


def _directives(rule: str, text: str, agent: str | None = None) -> Iterator[Signal]:
    """Yield the directives of a list; one may name whom this and the next are addressed to."""
    for part in text.lower().split(","):
        word = part.strip()
        named = _SPECIFIC.fullmatch(word)
        if named and named[1] not in _NO_AGENT:
            agent, word = (None if named[1] == "*" else named[1]), named[2].strip()
        if word in _DIRECTIVES:
            yield Signal(rule, _DIRECTIVES[word], agent)
        elif word.startswith(EXPIRES):
            until = text[text.lower().index(EXPIRES) + len(EXPIRES) :].strip(" :")
            yield Signal(rule, f"{EXPIRES}={_instant(until)}", agent)


def _instant(text: str) -> str:
    """Return a time as a WARC-Date; what cannot be read stays as it is, and is never obeyed."""
    pieces = text.split(",")
    for length in (2, 1):  # «Friday, 25-Jun-10 15:00:00 UTC» has a comma itself
        moment = ",".join(pieces[:length]).strip()
        for read in (read_instant, parsedate_to_datetime):
            try:
                return timestamp(utc(read(moment)))
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
    return clean(pieces[0])[:60]
