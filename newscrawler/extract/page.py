"""A page, parsed once: the tree, and what every source of values asks of it."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from lxml import etree
from parsel import Selector

from newscrawler.capture import Capture
from newscrawler.encoding import Decoded
from newscrawler.profile import Profile
from newscrawler.text.arabic import clean
from newscrawler.urls import absolute

_ASIDE = re.compile(
    r"related|sidebar|footer|comment|widget|popular|most|trending|recommend|latest|ticker|menu|"
    r"nav|copyright|more-?news|archive|calendar|weather|clock",
    re.IGNORECASE,
)
_EMPTY = "<html><body></body></html>"


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

    @property
    def decoded(self) -> Decoded:
        """The document's text, and how it was read."""
        return self.capture.decoded(self.profile.language if self.profile else None)

    @cached_property
    def selector(self) -> Selector:
        """The whole document; never fails, whatever the bytes."""
        text = self.decoded.text
        # lxml refuses NUL and lone surrogates.
        text = text.replace("\0", "").encode("utf-8", "replace").decode()
        try:
            found = Selector(text=text or _EMPTY, type="html", huge_tree=True)
        except (ValueError, etree.LxmlError):
            return Selector(text=_EMPTY, type="html")
        return found if isinstance(found.root, etree._Element) else Selector(_EMPTY, type="html")

    @property
    def root(self) -> Any:
        """The lxml element of the document."""
        return self.selector.root

    @cached_property
    def base(self) -> str:
        """What the page's links are resolved against: its <base>, or its address."""
        declared = next(self.root.iter("base"), None)
        href = declared.get("href") if declared is not None else None
        return absolute(self.url, href or "") or self.url

    @cached_property
    def html_locale(self) -> str | None:
        """What <html lang> says, a BCP 47 tag: ``en-GB`` orders dates unlike ``en-US``."""
        declared = self.root.get("lang") or self.root.get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        )
        tag = clean(declared or "").replace("_", "-")
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
        for meta in self.root.iter("meta"):
            content = clean(meta.get("content") or "")
            keys = ("property", "name", "itemprop", "http-equiv")
            name = next((meta.get(key) for key in keys if meta.get(key)), "")
            if content and name:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> tuple[str, str] | None:
        """Return (name, content) of the first of those metas that the page has."""
        return next(((n, self.metas[n][0]) for n in names if n in self.metas), None)


def name_of(element: Any) -> str:
    """Return what an element is called: class, id and itemprop."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def is_aside(element: Any) -> bool:
    """Tell whether an element lies beside the article: a sidebar, a footer, a menu, comments."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("aside", "footer", "nav"):
            return True
        if node.tag in ("body", "html", "article", "main"):
            return False
        if _ASIDE.search(name_of(node)):
            return True
    return False


def is_filing(element: Any, rel: str) -> bool:
    """Tell whether a link files the article: rel=category, rel=author (HTML, rel=tag)."""
    return rel in (element.get("rel") or "").lower().split() and not is_elsewhere(element)


def is_filed_under(element: Any, address: re.Pattern[str]) -> bool:
    """Tell whether a link inside the article leads to an address like that."""
    found = address.search(element.get("href") or "")
    return found is not None and _in_article(element) and not is_elsewhere(element)


def is_elsewhere(element: Any) -> bool:
    """Tell whether an element lies beside the article, and not in the article's own footer.

    Day, author and category stand there as often as in its head.
    """
    own = next((n for n in element.iterancestors("footer") if _in_article(n)), None)
    return is_aside(element if own is None else own.getparent())


def _in_article(node: Any) -> bool:
    return next(node.iterancestors("article", "main"), None) is not None


def text_of(element: Any) -> str:
    """Return an element's text, without scripts and comments."""
    pieces: list[str] = []
    _gather(element, pieces)
    return clean("".join(pieces))


def _gather(element: Any, pieces: list[str]) -> None:
    skip: Any = None
    event: str
    node: Any
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if skip is None and node.tag in ("script", "style", "noscript", "template"):
                skip = node
            elif skip is None:
                pieces.append(" " if node.tag in ("br", "p", "div", "li") else "")
                pieces.append(node.text or "")
        elif event == "end" and node is skip:
            skip = None
            if node is not element:
                pieces.append(node.tail or "")
        elif skip is None and node is not element:
            pieces.append(node.tail or "")
