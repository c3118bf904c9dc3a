"""What a site calls itself, so that a title and a section are not taken for it, nor it for them."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache

from newscrawler.extract.html.links import Links
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import fold

folded = lru_cache(maxsize=1024)(fold)
"""`fold`, remembered: a page gives its few titles and names again and again."""

_SEPARATOR = re.compile(r"\s+[|｜\-–—·•»«›~/:]+\s+|\s*[|｜•›]\s*|\s*[：]\s*|\s[-–—]|[-–—]\s|:\s")
_WEAK = ":："
"""Separators that a headline's kicker has too: only the site's own name is cut there."""
_ENDS = re.compile(r"^[\s|｜\-–—·•›:：~/]+|[\s|｜\-–—·•›:：~/]+$")
_FROM = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{2,60}[)\]）】]$")
_MORE = 15
"""Letters beside its name in a site's affix: «CNN Politics», «Zeitung online»."""
_MOST_CUTS = 6
_HOSTS = frozenset(["www", "m", "mobile", "amp", "news", "blog", "edition", "web", "wap"])
_MOST_NAMES = 12


class SiteName:
    """The names of a page's site, and what the page prints in one piece."""

    def __init__(self, said: Iterable[Candidate], links: Links) -> None:
        self.said = list(said)
        host = links.host.removeprefix("www.")
        named = [part for c in self.said for part in (c.raw, *_SEPARATOR.split(c.raw)[:2])]
        named += links.home_texts
        self.names = {n for text in named[: 3 * _MOST_NAMES] if len(n := _compact(text)) > 1}
        self.labels = {x for x in host.split(".")[:-1] if len(x) > 2 and x not in _HOSTS}
        self._nodes = links.page.nodes
        self.names |= {x.replace("-", "") for x in self.labels} | {_compact(host)}

    @cached_property
    def printed(self) -> set[str]:
        """What the page's body prints in one piece."""
        nodes = self._nodes
        body = next((nodes.start[n] for n in nodes.all("body")), 0)
        return {piece.strip() for piece in nodes.piece[body:]}

    def fits(self, text: str) -> bool:
        """Tell whether a text is a name of the site, or little more than that."""
        compact = _compact(text)
        if not compact or compact in self.names:
            return bool(compact)
        if any(len(n) > 2 and n in compact and len(compact) <= len(n) + _MORE for n in self.names):
            return True
        initials = "".join(word[0] for word in folded(text).split())
        return len(initials) > 2 and initials in self.labels

    def cut(self, text: str, others: Collection[str] = (), *, kickers: bool = False) -> str:
        """Cut the site's name and what stands beside it off a title's end or start.

        `others`, folded: what other sources give as the title; what they lack is cut too, as is
        what the page lacks where it prints the rest. `kickers` tells that a colon parts like a
        bar: only a headline can have a kicker, and the page has none.
        """
        for _ in range(_MOST_CUTS):
            shorter = self._cut_once(text, others, kickers)
            if shorter is None:
                break
            text = shorter
        return text

    def _cut_once(self, text: str, others: Collection[str], kickers: bool) -> str | None:
        found = list(_SEPARATOR.finditer(text))
        if found:
            first, last = found[0], found[-1]
            for match, piece, rest in (
                (last, text[last.end() :], text[: last.start()]),
                (first, text[: first.start()], text[first.end() :]),
            ):
                weak = match[0].strip() in _WEAK
                ours = _compact(piece) in self.names if weak else self.fits(piece)
                if ours and _letters(rest) > 1:
                    return _ENDS.sub("", rest)
        strong = [m for m in found if kickers or m[0].strip() not in _WEAK]
        printed = self.printed if strong else ()
        printed = printed if text not in printed else ()
        ends = [text[: m.start()] for m in reversed(strong)]
        starts = [t for m in strong if 2 * len(t := text[m.end() :]) > len(text)]
        for rest in (*ends, *starts):
            if _is_headline(rest) and (folded(rest) in others or rest in printed):
                return _ENDS.sub("", rest)
        if found and "|" in last[0]:
            # Nobody writes «|» in a headline.
            rest = text[: text.index("|")].rstrip()
            if _is_headline(rest):
                return rest
        closing = _FROM.search(text)
        if closing and self.fits(closing[0]):
            return text[: closing.start()]
        return None


def _compact(text: str) -> str:
    return folded(text).replace(" ", "")


def _is_headline(text: str) -> bool:
    return len(text.split()) > 2 or _letters(text) > 11


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
