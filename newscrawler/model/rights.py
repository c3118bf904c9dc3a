"""What a site says may be done with a page: indexing, archiving, mining, training, licences.

Signals are read and kept as the site wrote them, in one spelling. Which of them are obeyed is for
the person who crawls to say: docs/rights.md.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urlsplit

from newscrawler.errors import UsageError
from newscrawler.text.arabic import clean

AGENT = "newscrawler"
"""What we are called where a site speaks to one crawler."""
HOST_FILES = ("/robots.txt", "/.well-known/tdmrep.json")
"""Where a site speaks of all its pages at once."""
_DIRECTIVES = {
    "noindex": "noindex", "none": "noindex", "noarchive": "noarchive", "nocache": "noarchive",
    "nosnippet": "nosnippet", "noimageindex": "noimageindex", "noai": "noai",
    "noimageai": "noimageai", "noml": "noml",
}  # fmt: skip
"""Of robots meta tags and X-Robots-Tag (Google's and Bing's lists, DeviantArt's `noai`)."""
_METAS = ("robots", AGENT, "googlebot", "googlebot-news", "bingbot")
_EXPIRES = "unavailable_after"
_SPECIFIC = re.compile(r"([a-z0-9_*-]+)\s*:\s*(.*)", re.DOTALL)
_NO_AGENT = (_EXPIRES, "max-snippet", "max-image-preview", "max-video-preview")
# Content-Signal (contentsignals.org) says yes and no, Content-Usage (IETF aipref) y and n.
_USAGE = re.compile(r"(?<![\w-])([a-z][a-z0-9-]{1,30})\s*=\s*(yes|no|y|n)(?![\w-])", re.IGNORECASE)
_USAGES = ("content-signal", "content-usage")
_MOST = 200
"""Statements of one host that are kept."""
_LONGEST = 500
_LONGEST_FILE = 512 * 1024
"""Characters of a host's file that are read (RFC 9309, section 2.5)."""

GROUPS: dict[str, tuple[str, ...]] = {
    "noindex": ("noindex", "search=no", "search=n"),
    "noarchive": ("noarchive",),
    "nosnippet": ("nosnippet",),
    "tdm": ("tdm-reservation=1",),
    "ai": ("noai", "noml", "ai-train=no", "ai-input=no", "train-ai=n"),
}
"""What may be obeyed, by the names of NEWSCRAWLER_RIGHTS, and the statements that refuse."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One statement of a site's.

    `rule` is where it stands: ``header:x-robots-tag``, ``meta:robots``, ``link:license``,
    ``json-ld:license``, ``robots.txt:content-signal``, ``tdmrep.json``. `says` is ``noarchive``, or
    a name and a value: ``tdm-reservation=1``, ``ai-train=no``. `agent` is whom it is addressed to,
    lower case, if not to all. `path` is what a file of the whole host says it of, as robots.txt
    writes paths.
    """

    rule: str
    says: str
    agent: str | None = None
    path: str | None = None

    def as_data(self) -> dict[str, str]:
        """Return it for JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def signal(data: Mapping[str, str]) -> Signal:
    """Return what `as_data` gave."""
    return Signal(**data)


def obeyed(setting: str) -> frozenset[str]:
    """Read NEWSCRAWLER_RIGHTS: names of GROUPS, comma-separated. Raises UsageError."""
    names = frozenset(name.strip().lower() for name in setting.split(",") if name.strip())
    for name in sorted(names - GROUPS.keys()):
        known = ", ".join(GROUPS)
        raise UsageError(f"NEWSCRAWLER_RIGHTS has «{name}»; there are {known}.")
    return names


# Reading --------------------------------------------------------------------------------------


def of_headers(headers: Iterable[tuple[str, str]]) -> Iterator[Signal]:
    """Yield what a response's headers say."""
    for name, value in headers:
        rule = f"header:{name.lower()}"
        if rule == "header:x-robots-tag":
            yield from _directives(rule, value[:_LONGEST])
        elif rule in ("header:tdm-reservation", "header:tdm-policy"):
            yield from _tdm(rule, value)
        elif rule == "header:content-usage":
            yield from _usage(rule, value)


def of_metas(metas: Mapping[str, list[str]]) -> Iterator[Signal]:
    """Yield what the meta tags say; they go by lower-case name."""
    for name in _METAS:
        agent = None if name == "robots" else name
        for value in metas.get(name, ()):
            yield from _directives(f"meta:{name}", value[:_LONGEST], agent)
    for name in ("tdm-reservation", "tdm-policy"):
        for value in metas.get(name, ()):
            yield from _tdm(f"meta:{name}", value)


def of_host_file(path: str, text: str) -> tuple[Signal, ...]:
    """Return what a file of HOST_FILES says; a broken one says nothing."""
    text = text[:_LONGEST_FILE]
    return tuple(islice(_of_robots(text) if path == HOST_FILES[0] else _of_tdmrep(text), _MOST))


def _of_robots(text: str) -> Iterator[Signal]:
    """Yield the Content-Signal and Content-Usage lines, each for the agents of its group."""
    agents: list[str] = []
    in_head = False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = agents if in_head else []
            agents.append(clean(value[:_LONGEST]).lower())
            in_head = True
        elif colon and name:
            in_head = False
        if name not in _USAGES:
            continue
        value = clean(value[:_LONGEST])
        path, _, said = value.partition(" ") if value.startswith("/") else (None, "", value)
        for agent in agents or ["*"]:
            for found in _usage(f"robots.txt:{name}", said):
                yield Signal(found.rule, found.says, None if agent == "*" else agent, path)


def _of_tdmrep(text: str) -> Iterator[Signal]:
    """Yield the rules of a tdmrep.json (W3C TDM Reservation Protocol, section 6.1)."""
    try:
        rules = json.loads(text)
    except (ValueError, RecursionError):
        return
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, dict):
            continue
        path = rule.get("location")
        place = clean(path[:_LONGEST]) if isinstance(path, str) else None
        for name in ("tdm-reservation", "tdm-policy"):
            value = rule.get(name)
            for found in _tdm(name, str(value)) if isinstance(value, str | int) else ():
                yield Signal("tdmrep.json", found.says, path=place)


def _directives(rule: str, text: str, agent: str | None = None) -> Iterator[Signal]:
    """Yield the directives of a list; one may name whom this and the next are addressed to."""
    for part in text.lower().split(","):
        word = part.strip()
        named = _SPECIFIC.fullmatch(word)
        if named and named[1] not in _NO_AGENT:
            agent, word = (None if named[1] == "*" else named[1]), named[2].strip()
        if word in _DIRECTIVES:
            yield Signal(rule, _DIRECTIVES[word], agent)
        elif word.startswith(_EXPIRES):
            told = text[text.lower().index(_EXPIRES) + len(_EXPIRES) :].strip(" :")
            yield Signal(rule, f"{_EXPIRES}={_instant(told)}", agent)


def _instant(text: str) -> str:
    """Return a time as a WARC-Date; what cannot be read stays as it is, and is never obeyed."""
    pieces = text.split(",")
    for length in (2, 1):  # «Friday, 25-Jun-10 15:00:00 UTC» has a comma itself
        told = ",".join(pieces[:length])
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                moment = read(told.strip())
                moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return clean(pieces[0])[:60]


def _tdm(rule: str, value: str) -> Iterator[Signal]:
    value = clean(value[:_LONGEST])
    name = rule.rpartition(":")[2]
    # Anything but 0 and 1 counts as unset.
    if value and (name == "tdm-policy" or value in ("0", "1")):
        yield Signal(rule, f"{name}={value}")


def _usage(rule: str, text: str) -> Iterator[Signal]:
    for name, value in _USAGE.findall(text[:_LONGEST]):
        yield Signal(rule, f"{name.lower()}={value.lower()}")


# Judging --------------------------------------------------------------------------------------


def of_url(url: str, signals: Iterable[Signal]) -> list[Signal]:
    """Return those of a host's files that speak of an address: for each name, the longest path."""
    parts = urlsplit(url)
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    best: dict[tuple[str, str, str | None], tuple[int, list[Signal]]] = {}
    for found in signals:
        if found.path and not _fits(found.path, asked):
            continue
        key = (found.rule, found.says.partition("=")[0], found.agent)
        length = len(found.path or "")
        if length > best.get(key, (-1, []))[0]:
            best[key] = (length, [])
        if length == best[key][0]:
            best[key][1].append(found)
    return [found for _, several in best.values() for found in several]


def _fits(path: str, asked: str) -> bool:
    """Tell whether a path of robots.txt is meant (RFC 9309, section 2.2.3), in linear time."""
    to_end = path.endswith("$")
    first, *others = path.removesuffix("$").split("*")
    if not asked.startswith(first):
        return False
    at = len(first)
    if to_end:
        last = others.pop() if others else ""
        end = len(asked) - len(last)
        if not asked.endswith(last) or end < at or (not last and "*" not in path and end > at):
            return False
        asked = asked[:end]
    for piece in others:
        at = asked.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def refusal(
    signals: Iterable[Signal], groups: Iterable[str], captured_at: str | None
) -> Signal | None:
    """Return the statement, of those to be obeyed, that refuses a page; None if none does.

    What is addressed to us goes before what is said to all of the same thing in the same place. Of
    TDM reservations the nearest counts: the page's, its headers', the host's file's.
    """
    found = list(signals)
    told = {(s.rule, s.says.partition("=")[0]) for s in found if s.agent == AGENT}
    general = (s for s in found if s.agent is None)
    ours = [s for s in found if s.agent == AGENT]
    ours += [s for s in general if (s.rule, s.says.partition("=")[0]) not in told]
    reserved = [s for s in ours if s.says.startswith("tdm-reservation=")]
    nearest = min(reserved, key=_nearness, default=None)
    chosen = set(groups)
    for group, refusing in GROUPS.items():
        if group not in chosen:
            continue
        for said in ours:
            if group == "tdm" and said is not nearest:
                continue
            if said.says in refusing or (group == "noindex" and _is_over(said, captured_at)):
                return said
    return None


def _nearness(said: Signal) -> tuple[int, bool]:
    """Order by place; of one place, what is reserved goes before what is free."""
    place = {"meta": 0, "header": 1}.get(said.rule.partition(":")[0], 2)
    return place, said.says.endswith("0")


def _is_over(said: Signal, captured_at: str | None) -> bool:
    name, _, until = said.says.partition("=")
    return name == _EXPIRES and until.endswith("Z") and until < (captured_at or "")
