"""Duplicates and furniture are a function of the captures, not of the crawls that brought them."""

# ruff: noqa: S311 - texts are drawn by a seed; nothing here is secret

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.store import Store
from newscrawler.store.database.duplicate_tables import edges
from newscrawler.store.database.tables import articles, captures
from newscrawler.store.duplicates import fingerprint_index, judge, page_edges
from newscrawler.store.reading.rows import export_rows, history
from newscrawler.text.digest import text_digest
from tests.support.observations import (
    ABOUT,
    edited,
    empty,
    moment_of,
    observations,
    prose,
    seen,
    text_of,
)


def links(store: Store) -> dict[str, str | None]:
    """Return what each article's original is, by the last part of the addresses."""
    return {
        row["canonical_url"].split("/")[-1]: row["duplicate_of"]
        and row["duplicate_of"].split("/")[-1]
        for row in export_rows(store)
    }


def settled(tmp_path: Path, *stream: Observation, **options: float) -> dict[str, str | None]:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        for one in stream:
            store.apply(one)
        judge.settle(store, **options)
        return links(store)


def outcomes(store: Store) -> dict[str, str]:
    rows = store.execute(select(captures.c.url, captures.c.outcome))
    return {url.split("/")[-1]: outcome for url, outcome in rows}


STORY = prose("story", 200)


@pytest.mark.parametrize(
    ("body", "near"),
    [
        (edited(STORY, 0.005), True),  # one word
        (edited(STORY, 0.1), True),
        (f"{STORY} {prose('more', 20)}", True),
        (STORY.upper().replace(" ", ", "), True),
        (edited(STORY, 0.5), False),
        (" ".join(STORY.split()[:90]), False),
        (prose("another", 200), False),
    ],
)
def test_what_is_near(tmp_path: Path, body: str, near: bool) -> None:
    found = settled(tmp_path, seen("a", 1, STORY), seen("b", 2, body, site="t"))
    assert found == {"a": None, "b": "a" if near else None}


def test_the_title_has_no_say(tmp_path: Path) -> None:
    stream = (seen("a", 1, STORY, title="One"), seen("b", 2, STORY, title="Quite another"))
    assert settled(tmp_path, *stream) == {"a": None, "b": "a"}


def test_short_texts_are_compared_exactly_only(tmp_path: Path) -> None:
    short = "Marand telest vosork are the words of this."
    stream = (
        seen("a", 1, short, title="T"),
        seen("b", 2, short, title="Other"),
        seen("c", 3, short, title="«T»"),
    )
    assert settled(tmp_path, *stream) == {"a": None, "b": None, "c": "a"}


@pytest.mark.parametrize("threshold", [0.0, 1.0, 2.0])
def test_near_duplicates_can_be_switched_off(tmp_path: Path, threshold: float) -> None:
    stream = (
        seen("a", 1, STORY, title="T"),
        seen("b", 2, edited(STORY, 0.01), title="T"),
        seen("c", 3, STORY, title="T"),
    )
    assert settled(tmp_path, *stream, threshold=threshold) == {"a": None, "b": None, "c": "a"}
    assert settled(tmp_path, threshold=0.6) == {"a": None, "b": "a", "c": "a"}
    assert settled(tmp_path, threshold=threshold) == {"a": None, "b": None, "c": "a"}


def test_arabic_spelling_does_not_matter(tmp_path: Path) -> None:
    words = "أعلنت وزارة الصحة إصابة مئة شخص في المدينة القديمة بعد انتشار مرض غامض بين السكان"
    body = " ".join(f"{word}{i}" if i % 3 else word for i, word in enumerate(words.split() * 3))
    other = body.replace("أ", "ا").replace("إ", "ا").replace("ى", "ي").replace("و", "وَ")
    stream = (seen("a", 1, body), seen("b", 2, f"{other} مصدر"))
    assert settled(tmp_path, *stream) == {"a": None, "b": "a"}


@pytest.mark.parametrize(
    "script", ["一二三四五六七八九十百千万上下左右中大小月日年早", "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวสหอ"]
)
def test_scripts_without_spaces(tmp_path: Path, script: str) -> None:
    def line(seed: int) -> str:
        return "".join(random.Random(seed).choices(script, k=150))

    story = line(1)
    stream = (
        seen("a", 1, story),
        seen("b", 2, story[:70] + script[:4] + story[74:]),
        seen("c", 3, line(2)),
    )
    assert settled(tmp_path, *stream) == {"a": None, "b": "a", "c": None}


def test_a_version_is_no_duplicate_of_its_article(tmp_path: Path) -> None:
    stream = (seen("a", 1, STORY), seen("a", 2, edited(STORY, 0.02)), seen("a", 3, STORY))
    assert settled(tmp_path, *stream) == {"a": None}


def test_a_copy_of_a_later_version(tmp_path: Path) -> None:
    full = f"{STORY} {prose('full', 300)}"
    stream = (seen("a", 1, STORY), seen("a", 3, full), seen("b", 4, edited(full, 0.02)))
    assert settled(tmp_path, *stream) == {"a": None, "b": "a"}
    early = (seen("a", 1, STORY), seen("a", 3, full), seen("b", 2, edited(full, 0.02)))
    (tmp_path / "news.db").unlink()
    assert settled(tmp_path, *early) == {"a": None, "b": None}


def test_likeness_does_not_run_along_a_chain(tmp_path: Path) -> None:
    half, whole = edited(STORY, 0.13, 1), edited(edited(STORY, 0.13, 1), 0.13, 2)
    stream = (seen("a", 1, STORY), seen("b", 2, half), seen("c", 3, edited(whole, 0.13, 3)))
    assert settled(tmp_path, *stream) == {"a": None, "b": "a", "c": None}


def test_an_older_copy_takes_over_and_outcomes_follow(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        for one in (seen("b", 5, STORY), seen("c", 6, edited(STORY, 0.03))):
            store.apply(one)
        assert store.settle("c") == 1
        assert outcomes(store) == {"b": "stored", "c": "duplicate"}
        store.apply(seen("a", 1, edited(STORY, 0.02, 3), crawl="d"))
        assert store.settle("d") == 1
        assert links(store) == {"a": None, "b": "a", "c": "a"}
        assert outcomes(store) == {"a": "stored", "b": "duplicate", "c": "duplicate"}
        assert store.settle() == 0
        assert (
            store.execute(text("SELECT count(*) FROM ledger WHERE outcome = 'duplicate'")).scalar()
            == 2
        )


@pytest.mark.slow
@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_wire_story_of_500_copies(tmp_path: Path, one_by_one: bool) -> None:
    paragraphs = [prose(f"wire{i}", 60) for i in range(5)]
    copies = [
        seen(f"a{i}", i, "\n\n".join([*paragraphs[:4], edited(paragraphs[4], i % 7 / 100, i)]),
             site=f"s{i % 3}", title="Wire", crawl=f"c{i % 10}")
        for i in range(500)
    ]  # fmt: skip
    order = random.Random(1).sample(copies, len(copies))
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        for number, one in enumerate(order):
            store.apply(one)
            if one_by_one and number % 50 == 49:
                store.settle()
        store.settle()
        assert links(store) == {f"a{i}": "a0" if i else None for i in range(500)}


def page(number: int) -> str:
    return "\n\n".join([prose(f"p{number}", 40), prose(f"q{number}", 20), *ABOUT])


def test_shared_boilerplate_makes_no_duplicates(tmp_path: Path) -> None:
    found = settled(tmp_path, *(seen(f"a{i}", i, page(i)) for i in range(6)))
    assert set(found.values()) == {None}


def test_boilerplate_that_is_learnt_only_later(tmp_path: Path) -> None:
    for number in range(5):
        found = settled(tmp_path, seen(f"a{number}", number, page(number)))
        assert set(found.values()) == ({None, "a0"} if 0 < number < 4 else {None}), number


def test_reading_leaves_furniture_out(tmp_path: Path) -> None:
    body = "\n\n".join([prose("long", 400), *ABOUT])
    stream = [seen(f"a{i}", i, page(i)) for i in range(5)]
    stream += [seen("long", 7, body), seen("chosen", 8, body.replace("w", "v"), layout="base")]
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        for one in stream:
            store.apply(one)
        store.settle()
        rows = {row["canonical_url"].split("/")[-1]: row for row in export_rows(store)}
        assert rows["long"]["body"] == prose("long", 400)
        assert rows["long"]["text_sha256"] == text_digest("Title long", body)
        assert rows["chosen"]["body"] == body.replace("w", "v")
        assert rows["a1"]["body"] == page(1)  # the furniture would be more than half of it
        (version,) = history(store, "https://s.example/long")
        assert (version["body"], version["furniture"]) == (prose("long", 400), ABOUT)


def test_copies_of_one_story_make_no_furniture(tmp_path: Path) -> None:
    paragraphs = [prose(f"x{i}", 50) for i in range(4)]
    copies = [
        seen(f"a{i}", i, "\n\n".join([edited(paragraphs[0], 0.02, i), *paragraphs[1:]]))
        for i in range(30)
    ]
    others = [seen(f"b{i}", 100 + i, prose(f"b{i}", 100)) for i in range(3)]
    found = settled(tmp_path, *copies, *others)
    assert {found[f"a{i}"] for i in range(1, 30)} == {"a0"}
    with create_engine(f"sqlite:///{tmp_path / 'news.db'}").connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM furniture")).scalar() == 0


def state(crawls: Sequence[Sequence[Observation]], *, named: bool) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.db").write_bytes(empty())
        return _state(f"sqlite:///{folder}/a.db", crawls, named=named)


def _state(
    address: str, crawls: Sequence[Sequence[Observation]], *, named: bool
) -> tuple[object, ...]:
    with Store(address) as store:
        for number, crawl in enumerate(crawls):
            for one in crawl:
                facts = one.facts
                new = CaptureFacts(
                    facts.record_id,
                    facts.url,
                    facts.captured_at,
                    facts.location,
                    facts.site,
                    str(number),
                )
                store.apply(Observation(new, *(getattr(one, n) for n in Observation.__slots__[1:])))
            store.settle(str(number) if named else None)
        names = ("canonical_url", "duplicate_of", "version", "body")
        rows = [tuple(row[name] for name in names) for row in export_rows(store)]
        linked = select(articles.c.id).where(articles.c.duplicate_of.is_not(None))
        marked = select(captures.c.article_id).where(captures.c.outcome == "duplicate")
        assert set(store.execute(linked).scalars()) == set(store.execute(marked).scalars())
        sample = store.execute(select(edges).order_by(*edges.primary_key.columns)).all()
        return rows, [tuple(row) for row in sample]


@pytest.mark.slow
@given(
    st.lists(observations(), min_size=2, max_size=14, unique_by=(moment_of, text_of)),
    st.randoms(use_true_random=False),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_the_order_of_crawls_does_not_matter(
    stream: list[Observation], rng: random.Random, named: bool
) -> None:
    # Small limits, so that a small world comes up against them.
    limits = (
        patch.object(judge, "BATCH", 3),
        patch.object(judge, "CANDIDATES", 2),
        patch.object(fingerprint_index, "MEMBERS", 2),
        patch.object(judge, "MEMBERS", 2),
        patch.object(page_edges, "SAMPLE", 6),
        patch.object(page_edges, "MIN_ARTICLES", 2),
    )
    with limits[0], limits[1], limits[2], limits[3], limits[4], limits[5]:
        whole = state([stream], named=False)
        mixed = rng.sample(stream, len(stream))
        crawls: list[list[Observation]] = [[] for _ in range(rng.randint(1, 4))]
        for one in mixed:
            rng.choice(crawls).append(one)
        assert state(crawls, named=named) == whole
