"""The names of a site, which titles and sections must be told apart from."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache

from newscrawler.extract.html.links import Links
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import fold

folded = lru_cache(maxsize=1024)(fold)
"""`fold` with a cache: a page repeats its few titles and names again and again."""

_SEPARATOR = re.compile(r"\s+[|｜\-–—·•»«›~/:]+\s+|\s*[|｜•›]\s*|\s*[：]\s*|\s[-–—]|[-–—]\s|:\s")
_WEAK = ":："
"""Separators that kickers have too: only the site's own name is cut there."""
_ENDS = re.compile(r"^[\s|｜\-–—·•›:：~/]+|[\s|｜\-–—·•›:：~/]+$")
_IN_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{2,60}[)\]）】]$")
_MAX_AFFIX = 15
"""Letters beside the name in a site's affix: «CNN Politics», «Zeitung online»."""
_MAX_CUTS = 6
_GENERIC_LABELS = frozenset(["www", "m", "mobile", "amp", "news", "blog", "edition", "web", "wap"])
_MAX_NAMES = 12


class SiteName:
    """The names of a page's site: declared, in links to the home page, in the host name."""

    def __init__(self, declared: Iterable[Candidate], links: Links) -> None:
        self.declared = list(declared)
        host = links.host.removeprefix("www.")
        named = [part for c in self.declared for part in (c.raw, *_SEPARATOR.split(c.raw)[:2])]
        named += links.home_texts
        self.names = {n for text in named[: 3 * _MAX_NAMES] if len(n := _compact(text)) > 1}
        self.labels = {x for x in host.split(".")[:-1] if len(x) > 2 and x not in _GENERIC_LABELS}
        self._nodes = links.page.nodes
        self.names |= {x.replace("-", "") for x in self.labels} | {_compact(host)}

    @cached_property
    def printed(self) -> set[str]:
        """The pieces of text in the page's body."""
        nodes = self._nodes
        body = next((nodes.start[n] for n in nodes.all("body")), 0)
        return {piece.strip() for piece in nodes.piece[body:]}

    def fits(self, text: str) -> bool:
        """Tell whether a text is a name of the site, or little more."""
        compact = _compact(text)
        if not compact or compact in self.names:
            return bool(compact)
        if any(
            len(n) > 2 and n in compact and len(compact) <= len(n) + _MAX_AFFIX for n in self.names
        ):
            return True
        initials = "".join(word[0] for word in folded(text).split())
        return len(initials) > 2 and initials in self.labels

    def cut(self, text: str, others: Collection[str] = (), *, kickers: bool = False) -> str:
        """Cut the site's name and its affixes off the end or start of a title.

        `others` are the folded titles of other sources: parts that they lack are cut too, as are
        parts that the page lacks where it prints the rest. `kickers`: a colon separates like a
        bar, because the page has no headline that could have a kicker.
        """
        for _ in range(_MAX_CUTS):
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
        closing = _IN_BRACKETS.search(text)
        if closing and self.fits(closing[0]):
            return text[: closing.start()]
        return None


def _compact(text: str) -> str:
    return folded(text).replace(" ", "")


def _is_headline(text: str) -> bool:
    return len(text.split()) > 2 or _letters(text) > 11


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
