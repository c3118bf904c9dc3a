"""What an article leaves in the tables goes with it; the rest is as if it had never been there."""

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from newscrawler.model.observation import Observation
from newscrawler.model.outcome import Outcome
from newscrawler.model.tombstone import Tombstone
from newscrawler.store import Store, site_lock
from newscrawler.store.database import sqlite_file
from newscrawler.store.database.duplicate_tables import edges, furniture
from newscrawler.store.database.tables import (
    aliases,
    captures,
    ledger,
    metadata,
    tombstones,
)
from newscrawler.store.duplicates import fingerprint_index, judge, page_edges
from newscrawler.store.reading.rows import export_rows
from newscrawler.store.upkeep import erase_rows
from tests.support.observations import empty, moment_of, observations, prose, seen, text_of


def erase(store: Store, url: str) -> None:
    for found in erase_rows.traces_at(store, url):
        erase_rows.remove(store, found, ())
    store.settle()


def all_rows(store: Store) -> list[dict[str, Any]]:
    return list(export_rows(store))


def filled(folder: str, stream: Sequence[Observation]) -> Store:
    (Path(folder) / "news.db").write_bytes(empty())
    store = Store(f"sqlite:///{folder}/news.db")
    for one in stream:
        store.apply(one)
    store.settle()
    return store


# Small limits, so that a small world comes up against them.
LIMITS = {
    (judge, "BATCH"): 3,
    (judge, "CANDIDATES"): 2,
    (judge, "MEMBERS"): 2,
    (fingerprint_index, "MEMBERS"): 2,
    (page_edges, "MIN_ARTICLES"): 2,
    (page_edges, "SAMPLE"): 4,
}


@pytest.mark.slow
@given(
    st.lists(observations(), min_size=3, max_size=14, unique_by=(moment_of, text_of)),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_what_stays_is_as_if_the_rest_had_never_been_there(
    stream: list[Observation], rng: random.Random
) -> None:
    urls = sorted({one.facts.url for one in stream})
    gone = rng.sample(urls, rng.randint(1, len(urls)))
    rest = [one for one in stream if one.facts.url not in gone]
    with ExitStack() as stack:
        for (module, name), value in LIMITS.items():
            stack.enter_context(patch.object(module, name, value))
        store, expected = (
            stack.enter_context(filled(stack.enter_context(tempfile.TemporaryDirectory()), some))
            for some in (stream, rest)
        )
        for url in gone:
            erase(store, url)
        assert all_rows(store) == all_rows(expected)
        for rows in (
            select(captures.c.url, captures.c.outcome).order_by(captures.c.record_id),
            select(edges).order_by(*edges.primary_key.columns),
            select(furniture).order_by(*furniture.primary_key.columns),
        ):
            assert store.execute(rows).all() == expected.execute(rows).all()


def test_an_address_that_another_article_has_too_stays_open(tmp_path: Path) -> None:
    """First the front page of one story, later of another: it is neither's alone."""
    first = replace(seen("shared", 1, prose("one")))
    assert first.article is not None
    first.article.canonical_url = "https://s.example/one"
    second = seen("shared", 2, prose("two"))
    assert second.article is not None
    second.article.canonical_url = "https://s.example/two"
    with filled(str(tmp_path), [first, second]) as store:
        both = erase_rows.traces_at(store, "https://s.example/shared")
        assert [found.url[-3:] for found in both] == ["one", "two"]
        assert [found.also for found in both] == [[], []]
        erase(store, "https://s.example/one")
        assert [row["canonical_url"][-3:] for row in all_rows(store)] == ["two"]
        assert len(store.execute(select(captures)).all()) == 1


def test_only_addresses_stay(tmp_path: Path) -> None:
    one = replace(seen("one", 1, prose("one")), etag='"e"', last_modified="today", detail="why")
    with filled(str(tmp_path), [one, seen("two", 2, prose("two"))]) as store:
        erase(store, "https://s.example/one")
        for table in metadata.sorted_tables:
            rows = store.execute(select(table)).all()
            where = [row for row in rows if "s.example/one" in str(row)]
            assert bool(where) == (table is ledger), table.name
        row = store.execute(select(ledger).where(ledger.c.url == "https://s.example/one")).one()
        kept = {row.outcome, row.etag, row.last_modified, row.detail, row.told, row.capture_id}
        assert kept == {Outcome.ERASED, None}
        assert store.execute(select(func.count()).select_from(aliases)).scalar() == 0


STONE = Tombstone("s", "https://s.example/one", ("https://s.example/1",), "asked", "2025-01-01Z")


@pytest.mark.parametrize(
    ("name", "canonical", "erased"),
    [
        ("one", None, True),
        ("one/?utm_source=x", None, True),
        ("1", None, True),
        ("new", "https://s.example/one", True),
        ("other", None, False),
    ],
)
def test_what_has_a_tombstone_is_not_taken_in(
    tmp_path: Path, name: str, canonical: str | None, erased: bool
) -> None:
    found = seen(name, 1, prose("one"))
    assert found.article is not None
    found.article.canonical_url = canonical or found.article.canonical_url
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        store.tombstones.add(STONE)
        assert (store.apply(found) is Outcome.ERASED) is erased
        assert len(all_rows(store)) == (0 if erased else 1)
        again = store.apply(found)
        assert (again is Outcome.ERASED) is erased


def test_tombstones_are_adopted_once(tmp_path: Path) -> None:
    """From a manifest into an empty store, which has nothing to be erased, and into another."""
    for name, taken in (("empty", ()), ("full", (seen("x", 1, prose("x")),))):
        (tmp_path / name).mkdir()
        with filled(str(tmp_path / name), taken) as store:
            store.tombstones.adopt([STONE])
            store.tombstones.adopt([STONE])
            assert store.tombstones.pending() == ([STONE] if taken else [])
            assert [stone for stone, _ in store.tombstones.all()] == [STONE]
            later = replace(STONE, reason="asked again", erased_at="2026-01-01Z")
            store.tombstones.add(later)
            store.tombstones.finish(later, "2026-01-02Z")
            store.tombstones.adopt([STONE, later])
            assert store.tombstones.pending() == []
            assert [stone for stone, _ in store.tombstones.all()] == [later]
            assert store.execute(select(func.count()).select_from(tombstones)).scalar() == 2


def test_another_process_sets_a_tombstone(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'news.db'}"
    with Store(address) as crawl:
        assert not crawl.tombstones.covers("https://s.example/one")
        crawl.commit()
        with Store(address) as other:
            other.tombstones.add(STONE)
        assert crawl.tombstones.covers("https://s.example/one")


def test_a_large_database_is_not_written_anew_while_others_crawl(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'news.db'}"
    with filled(str(tmp_path), [seen("x", 1, prose("x"))]):
        pass
    with patch.object(sqlite_file, "_LARGE", 0):
        with site_lock(address, "mine"), site_lock(address, "other"):
            assert "«other» is running" in (sqlite_file.compact(address, ["mine"]) or "")
        assert sqlite_file.compact(address, []) is None
    reader = sqlite3.connect(tmp_path / "news.db")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM articles").fetchall()
    with patch.object(sqlite_file, "BUSY_SECONDS", 0.1):
        assert "has the database open" in (sqlite_file.compact(address, []) or "")
    reader.close()


@pytest.mark.parametrize(("outcome", "found"), [(Outcome.NOT_ARTICLE, 1), (Outcome.LISTING, 0)])
def test_a_page_that_is_no_article(tmp_path: Path, outcome: Outcome, found: int) -> None:
    page = replace(seen("about", 1, None), article=None, outcome=outcome)
    with filled(str(tmp_path), [page]) as store:
        assert len(erase_rows.traces_at(store, "https://s.example/about")) == found
        erase(store, "https://s.example/about")
        assert len(store.execute(select(captures)).all()) == 1 - found
