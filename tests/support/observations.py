"""Observations of a small invented world, for the store: texts that resemble each other or do not."""

# ruff: noqa: S311 - texts are drawn by a seed; nothing here is secret

import random
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from newscrawler.model.article import Article
from newscrawler.model.capture import Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.store import Store
from newscrawler.text.digest import text_digest

WORDS = [f"{a}{b}{c}" for a in ("mar", "tel", "vos") for b in "aeiou" for c in ("nd", "rk", "st")]
BOILERPLATE = "Subscribe to our letter and never miss what happens in your town and beyond it."


def prose(seed: object, count: int = 80) -> str:
    """Return words that no other seed gives in this order."""
    return " ".join(
        random.Random(str(seed)).choices(WORDS + [f"w{seed}x{i}" for i in range(60)], k=count)
    )


def edited(words: str, share: float, seed: int = 0) -> str:
    """Return a text with a share of its words replaced."""
    rng, found = random.Random(seed), words.split()
    for place in rng.sample(range(len(found)), round(share * len(found))):
        found[place] = f"other{seed}n{place}"
    return " ".join(found)


def seen(
    name: str, at: int, body: str | None, *, title: str = "", site: str = "s", crawl: str = "c",
    layout: str | None = None,
) -> Observation:  # fmt: skip
    url = f"https://{site}.example/{name}"
    moment = f"2024-01-01T00:{at // 60:02d}:{at % 60:02d}Z"
    facts = CaptureFacts(f"urn:{at}:{url}", url, moment, Location("x.warc.gz", at), site, crawl)
    title = title or f"Title {name}"
    article = Article(url, url, site, title=title, body=body, captured_at=moment, layout=layout)
    return Observation(facts, 200, url, "sha", None, None, article, text_digest(title, body))


ABOUT = [f"About us {prose('about', 120)}", f"Copyright {prose('copyright', 40)}"]
PARTS = [prose(f"part{i}", 30) for i in range(4)] + [BOILERPLATE, ABOUT[1]]


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    """A page of a small world: few addresses and moments, texts that resemble each other."""
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5))
    share, seed = draw(st.sampled_from([(0.0, 0), (0.03, 1), (0.03, 2), (0.2, 3), (0.3, 4)]))
    body = "\n\n".join(edited(part, share, seed) for part in parts)
    name = f"{draw(st.sampled_from('abcdefghij'))}"
    at = draw(st.integers(0, 9))
    return seen(name, at, body, site=draw(st.sampled_from("st")), title=draw(st.sampled_from("TU")))


def moment_of(seen: Observation) -> str:
    return seen.facts.record_id


def text_of(seen: Observation) -> tuple[str, str | None]:
    # A page that goes back to an older text has versions that depend on the order: not at stake.
    return seen.identity, seen.text_sha256


@cache
def empty() -> bytes:
    """Return a database that the migrations have made, which takes longer than all else here."""
    with tempfile.TemporaryDirectory() as folder:
        Store(f"sqlite:///{folder}/a.db").close()
        return (Path(folder) / "a.db").read_bytes()
