"""A page, parsed once: its table of nodes, and what every source of values asks of it."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from parsel import Selector

from newscrawler.extract.html import class_names
from newscrawler.extract.html.hydration import states
from newscrawler.extract.html.nodes import Nodes
from newscrawler.extract.html.parse import parse, parse_for_selectors
from newscrawler.model.capture import Capture
from newscrawler.model.profile import Profile
from newscrawler.model.urls import absolute
from newscrawler.text.arabic import clean
from newscrawler.text.encoding import Decoded

# What the MIME Sniffing standard calls binary, in the length it looks at; pages have a scratch.
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED = 1445


@dataclass
class Page:
    """One capture's HTML, and what is known of the site it belongs to."""

    capture: Capture
    profile: Profile | None = None

    @property
    def url(self) -> str:
        """The address that was fetched."""
        return self.capture.url

    @property
    def zone(self) -> tzinfo | None:
        """The site's time zone."""
        return self.profile.zone if self.profile else None

    @cached_property
    def captured_at(self) -> datetime | None:
        """When the page was captured, aware."""
        text = self.capture.captured_at
        return datetime.fromisoformat(text) if text else None

    # The document -------------------------------------------------------------------------

    @property
    def decoded(self) -> Decoded:
        """The document's text, and how it was read."""
        return self.capture.decoded(self.profile.language if self.profile else None)

    @cached_property
    def source(self) -> str:
        """The document's text as a parser takes it; empty where it is binary."""
        text = self.decoded.text
        if len(_BINARY.findall(text[:_SNIFFED])) > _SNIFFED / 50:
            return ""  # a picture, an archive, whatever the server calls it
        return text.replace("\0", "") if "\0" in text else text  # no parser takes it

    @cached_property
    def _parsed(self) -> tuple[Nodes, list[str], Selector | None]:
        text = self.source
        if self.profile is not None and self.profile.layouts:
            return parse_for_selectors(text)
        return *parse(text), None

    @property
    def nodes(self) -> Nodes:
        """The whole document; never fails, whatever the bytes."""
        return self._parsed[0]

    @property
    def json_ld(self) -> list[str]:
        """The texts of the JSON-LD scripts."""
        return self._parsed[1]

    @cached_property
    def states(self) -> list[Any]:
        """The states of frameworks that stand in scripts."""
        return states(self.source)

    @property
    def selector(self) -> Selector:
        """What a profile's selectors run on; there is one only where a profile has layouts."""
        found = self._parsed[2]
        if found is None:
            raise LookupError("A page without a profile is parsed for no selectors.")
        return found

    @cached_property
    def node_of(self) -> dict[Any, int]:
        """Return the node of each element that a selector can find."""
        return {element: node for node, element in enumerate(self.nodes.element)}

    # What it says of itself ---------------------------------------------------------------

    @cached_property
    def base(self) -> str:
        """What the page's links are resolved against: its <base>, or its address."""
        declared = next((self.nodes.get(n, "href") for n in self.nodes.all("base")), "")
        return absolute(self.url, declared) or self.url

    @cached_property
    def html_locale(self) -> str | None:
        """What <html lang> says, a BCP 47 tag: ``en-GB`` orders dates unlike ``en-US``."""
        top = self.nodes.all("html")[:1]
        declared = next(
            (self.nodes.get(n, "lang") or self.nodes.get(n, "xml:lang") for n in top), ""
        )
        tag = clean(declared).replace("_", "-")
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else None

    @property
    def html_language(self) -> str | None:
        """The primary tag of <html lang>."""
        return self.html_locale.partition("-")[0].lower() if self.html_locale else None

    @cached_property
    def language(self) -> str | None:
        """What the profile or the page says the language is."""
        return (self.profile.language if self.profile else None) or self.html_language

    @property
    def locale(self) -> str | None:
        """The language with its region, where the page names one and the profile agrees."""
        same = self.html_language == self.language
        return self.html_locale if same else self.language

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of <meta> by lower-case property, name and the like, in page order."""
        found: dict[str, list[str]] = {}
        for node in self.nodes.all("meta"):
            said = self.nodes.attributes(node)
            content = clean(said.get("content") or "")
            keys = ("property", "name", "itemprop", "http-equiv")
            name = next((value for key in keys if (value := said.get(key))), "")
            if content and name:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> tuple[str, str] | None:
        """Return (name, content) of the first of those metas that the page has."""
        return next(((n, self.metas[n][0]) for n in names if n in self.metas), None)

    # Where a node lies --------------------------------------------------------------------

    @cached_property
    def _asides(self) -> dict[int, bool]:
        return {-1: False}

    def is_aside(self, node: int) -> bool:
        """Tell whether a node lies beside the article: in a sidebar, a menu, among comments."""
        known, path = self._asides, []
        while node not in known:
            path.append(node)
            node = self.nodes.parent[node]
        verdict = known[node]
        for node in reversed(path):
            tag = self.nodes.tag[node]
            if tag in ("body", "html", "article", "main"):
                verdict = False
            elif tag in ("aside", "footer", "nav"):
                verdict = True
            else:
                verdict = verdict or class_names.is_aside(self.nodes.name(node))
            known[node] = verdict
        return verdict

    def is_elsewhere(self, node: int) -> bool:
        """Tell whether a node lies beside the article, and not in the article's own footer.

        Day, author and category stand there as often as in its head.
        """
        own = next(
            (
                n
                for n in self.nodes.above(node)
                if self.nodes.tag[n] == "footer" and self.in_article(n)
            ),
            None,
        )
        return self.is_aside(node if own is None else self.nodes.parent[own])

    def in_article(self, node: int) -> bool:
        """Tell whether a node lies in an <article> or <main>."""
        return any(self.nodes.tag[n] in ("article", "main") for n in self.nodes.above(node))

    def is_filing(self, link: int, rel: str) -> bool:
        """Tell whether a link files the article: rel=category, rel=author (HTML, rel=tag)."""
        return rel in self.nodes.get(link, "rel").lower().split() and not self.is_elsewhere(link)

    def is_filed_under(self, link: int, address: re.Pattern[str]) -> bool:
        """Tell whether a link inside the article leads to an address like that."""
        href = self.nodes.get(link, "href")
        return bool(address.search(href)) and self.in_article(link) and not self.is_elsewhere(link)
