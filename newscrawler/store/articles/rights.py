"""Rights judged: what a host's files said of an address, and which statement refuses a page."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import select

from newscrawler.model.rights import AGENT, EXPIRES, GROUPS, HOST_FILES, Signal, signal
from newscrawler.model.urls import canonical_url
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures


def of_host(session: Session, url: str, captured_at: str | None) -> list[Signal]:
    """Return what the last captures of those files before it say; nothing of an undated page.

    They are captures like any other, so a replay finds what a crawl found.
    """
    parts = urlsplit(url)
    found: list[Signal] = []
    for path in HOST_FILES if captured_at else ():
        c = captures.c
        signals = session.execute(
            select(c.rights)
            .where(c.url_key == canonical_url(f"{parts.scheme}://{parts.netloc}{path}"))
            .where(c.captured_at <= captured_at, c.outcome.is_not(None), c.status != 304)
            .order_by(c.captured_at.desc(), c.record_id.desc())
            .limit(1)
        ).scalar()
        found += of_url(url, map(signal, signals or ()))
    return found


def of_url(url: str, signals: Iterable[Signal]) -> list[Signal]:
    """Return those of a host's files that speak of an address: for each name, the longest path."""
    parts = urlsplit(url)
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    best: dict[tuple[str, str, str | None], tuple[int, list[Signal]]] = {}
    for found in signals:
        if found.path and not _matches(found.path, asked):
            continue
        key = (found.rule, found.says.partition("=")[0], found.agent)
        length = len(found.path or "")
        if length > best.get(key, (-1, []))[0]:
            best[key] = (length, [])
        if length == best[key][0]:
            best[key][1].append(found)
    return [found for _, several in best.values() for found in several]


def refusing_statement(
    signals: Iterable[Signal], groups: Iterable[str], captured_at: str | None
) -> Signal | None:
    """Return the statement, of those to be obeyed, that refuses a page; None if none does.

    What is addressed to us goes before what is said to all of the same thing in the same place. Of
    TDM reservations the nearest counts: the page's, its headers', the host's file's.
    """
    found = list(signals)
    to_us = {(s.rule, s.says.partition("=")[0]) for s in found if s.agent == AGENT}
    general = (s for s in found if s.agent is None)
    ours = [s for s in found if s.agent == AGENT]
    ours += [s for s in general if (s.rule, s.says.partition("=")[0]) not in to_us]
    reserved = [s for s in ours if s.says.startswith("tdm-reservation=")]
    nearest = min(reserved, key=_nearness, default=None)
    chosen = set(groups)
    for group, refusing in GROUPS.items():
        if group not in chosen:
            continue
        for statement in ours:
            if group == "tdm" and statement is not nearest:
                continue
            over = group == "noindex" and _is_over(statement, captured_at)
            if over or statement.says in refusing:
                return statement
    return None


def _matches(path: str, asked: str) -> bool:
    """Tell whether a path of robots.txt is meant (RFC 9309, section 2.2.3), in linear time.

    Protego has such a matcher, but keeps it private; what it offers reads a whole robots.txt, so
    that one would have to be written for each statement. A test holds the two together.
    """
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


def _nearness(statement: Signal) -> tuple[int, bool]:
    """Order by place; of one place, what is reserved goes before what is free."""
    place = {"meta": 0, "header": 1}.get(statement.rule.partition(":")[0], 2)
    return place, statement.says.endswith("0")


def _is_over(statement: Signal, captured_at: str | None) -> bool:
    name, _, until = statement.says.partition("=")
    return name == EXPIRES and until.endswith("Z") and until < (captured_at or "")
