"""A page, parsed once: its table of nodes, metadata, language, base URL."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from parsel import Selector

from newscrawler.extract.html import class_names
from newscrawler.extract.html.hydration import hydration_states
from newscrawler.extract.html.nodes import Nodes
from newscrawler.extract.html.parse import parse, parse_for_selectors
from newscrawler.model.capture import Capture
from newscrawler.model.profile import Profile
from newscrawler.model.urls import absolute
from newscrawler.text.arabic import clean
from newscrawler.text.encoding import Decoded

# Binary data bytes by the MIME Sniffing standard, in the length it examines; a few may pass.
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED = 1445


@dataclass
class Page:
    """The HTML of a capture, with the profile of its site."""

    capture: Capture
    profile: Profile | None = None

    @property
    def url(self) -> str:
        """The URL that was fetched."""
        return self.capture.url

    @property
    def zone(self) -> tzinfo | None:
        """The site's time zone."""
        return self.profile.zone if self.profile else None

    @cached_property
    def captured_at(self) -> datetime | None:
        """The time of the capture, an aware datetime."""
        text = self.capture.captured_at
        return datetime.fromisoformat(text) if text else None

    @property
    def decoded(self) -> Decoded:
        """The decoded document, with its encoding."""
        return self.capture.decoded(self.profile.language if self.profile else None)

    @cached_property
    def source(self) -> str:
        """The document's text for the parser; empty where it is binary."""
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
    def hydration_states(self) -> list[Any]:
        """The hydration states in scripts."""
        return hydration_states(self.source)

    @property
    def selector(self) -> Selector:
        """The parsel selector for a profile's rules. Raises LookupError without layouts."""
        found = self._parsed[2]
        if found is None:
            raise LookupError("A page without a profile is parsed for no selectors.")
        return found

    @cached_property
    def node_of(self) -> dict[Any, int]:
        """The node of each element that a selector can find."""
        return {element: node for node, element in enumerate(self.nodes.element)}

    @cached_property
    def title(self) -> str:
        """The text of <title>; empty if there is none."""
        return next((self.nodes.text(n) for n in self.nodes.all("title")), "")

    @cached_property
    def base(self) -> str:
        """The base URL for the page's links: <base href>, or its own URL."""
        declared = next((self.nodes.get(n, "href") for n in self.nodes.all("base")), "")
        return absolute(self.url, declared) or self.url

    def resolve(self, href: str) -> str | None:
        """Resolve a link of the page; None if it is no address."""
        return absolute(self.base, href, self.decoded.codec)

    @cached_property
    def html_locale(self) -> str | None:
        """The BCP 47 tag of <html lang>: ``en-GB`` orders dates unlike ``en-US``."""
        top = self.nodes.all("html")[:1]
        declared = next(
            (self.nodes.get(n, "lang") or self.nodes.get(n, "xml:lang") for n in top), ""
        )
        tag = clean(declared).replace("_", "-")
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else None

    @property
    def html_language(self) -> str | None:
        """The primary language subtag of <html lang>."""
        return self.html_locale.partition("-")[0].lower() if self.html_locale else None

    @cached_property
    def language(self) -> str | None:
        """The language by the profile, else by the page."""
        return (self.profile.language if self.profile else None) or self.html_language

    @property
    def locale(self) -> str | None:
        """The language with its region, where the page has one and the profile agrees."""
        same = self.html_language == self.language
        return self.html_locale if same else self.language

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of <meta> by lower-case property, name and the like, in page order."""
        found: dict[str, list[str]] = {}
        for node in self.nodes.all("meta"):
            attributes = self.nodes.attributes(node)
            content = clean(attributes.get("content") or "")
            keys = ("property", "name", "itemprop", "http-equiv")
            name = next((value for key in keys if (value := attributes.get(key))), "")
            if content and name:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> tuple[str, str] | None:
        """Return (name, content) of the first of these metas that the page has, or None."""
        return next(((n, self.metas[n][0]) for n in names if n in self.metas), None)

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

        Date, author and category stand there as often as in its head.
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
