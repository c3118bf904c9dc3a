"""Rights signals of a host: Content-Signal, Content-Usage in robots.txt; tdmrep.json.

What robots.txt allows to be fetched is another matter: `crawl/fetch/robots.py`.
"""

import json
from collections.abc import Iterator
from itertools import islice

from newscrawler.extract.fields.rights import LONGEST, reservation, usage
from newscrawler.model.rights import HOST_FILES, Signal
from newscrawler.text.arabic import clean

_USAGES = ("content-signal", "content-usage")
_MOST = 200
"""Statements of one host that are kept."""
_LONGEST_FILE = 512 * 1024
"""Characters of a host's file that are read (RFC 9309, section 2.5)."""


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
            agents.append(clean(value[:LONGEST]).lower())
            in_head = True
        elif colon and name:
            in_head = False
        if name not in _USAGES:
            continue
        value = clean(value[:LONGEST])
        path, _, statement = value.partition(" ") if value.startswith("/") else (None, "", value)
        for agent in agents or ["*"]:
            for found in usage(f"robots.txt:{name}", statement):
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
        place = clean(path[:LONGEST]) if isinstance(path, str) else None
        for name in ("tdm-reservation", "tdm-policy"):
            value = rule.get(name)
            for found in reservation(name, str(value)) if isinstance(value, str | int) else ():
                yield Signal("tdmrep.json", found.says, path=place)
