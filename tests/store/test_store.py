import sqlite3
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, select

from newscrawler.errors import StoreError, UsageError
from newscrawler.model.article import Article
from newscrawler.model.capture import Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.store import Store
from newscrawler.store.database.tables import captures, metadata, parts
from newscrawler.store.reading.rows import EXPORT_KEYS, export_rows, history
from newscrawler.text.digest import text_digest
from tests.support.patience import HANG

URL = "https://example.com/a"


def seen(
    day: int,
    title: str | None,
    url: str = URL,
    outcome: Outcome | None = None,
    views: int | None = None,
) -> Observation:
    at = f"2024-01-{day:02d}T00:00:00Z"
    facts = CaptureFacts(f"urn:{day}:{url}", url, at, Location("x.warc.gz", day), "site", "crawl")
    article = None
    if title is not None:
        article = Article(url, url, "site", title=title, body="Body.", views=views, captured_at=at)
    return Observation(
        facts,
        200,
        url,
        "sha",
        outcome,
        None,
        article,
        text_digest(title, "Body.") if title else None,
    )


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'news.db'}"


def rows(store: Store) -> list[tuple[object, ...]]:
    keys = (
        "canonical_url",
        "title",
        "version",
        "captured_at",
        "removed_at",
        "duplicate_of",
        "views",
    )
    return [tuple(row[k] for k in keys) for row in export_rows(store)]


STREAM = [
    seen(1, "One", views=10),
    seen(2, "Two"),
    seen(3, "Two", views=30),
    seen(4, None, outcome=Outcome.GONE),
    seen(5, "One", "https://example.com/b"),
]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_the_store_is_the_same_in_whatever_order_captures_come(
    address: str, order: tuple[int, ...]
) -> None:
    with Store(address) as store:
        for index in order:
            store.apply(STREAM[index])
        store.settle()
        assert rows(store) == [
            (URL, "Two", 2, "2024-01-02T00:00:00Z", "2024-01-04T00:00:00Z", None, 30),
            ("https://example.com/b", "One", 1, "2024-01-05T00:00:00Z", None, URL, None),
        ]
        assert [v["title"] for v in history(store, URL)] == ["One", "Two"]


def test_outcomes_and_idempotence(address: str) -> None:
    with Store(address) as store:
        assert [store.apply(s) for s in STREAM[:4]] == ["stored", "revised", "unchanged", "gone"]
        assert [store.apply(s) for s in STREAM[:4]] == ["stored", "revised", "unchanged", "gone"]
        assert len(rows(store)) == 1


def test_the_migrations_make_the_tables(address: str) -> None:
    Store(address).close()
    with create_engine(address).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_settings_of_the_database(address: str) -> None:
    with Store(address) as store:
        pragmas = {n: store.execute(_pragma(n)).scalar() for n in ("journal_mode", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}


def _pragma(name: str) -> object:
    from sqlalchemy import text

    return text(f"PRAGMA {name}")


def test_an_older_schema_is_migrated_after_a_backup(address: str, tmp_path: Path) -> None:
    with Store(address) as store:
        store.apply(STREAM[0])
    with sqlite3.connect(tmp_path / "news.db") as db:
        revision = db.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    # An older schema: today's, less what a later migration will add.
    from newscrawler.store.database import engine as engine_module

    folder = tmp_path / "migrations"
    source = Path(engine_module.__file__).parent / "migrations"
    import shutil

    shutil.copytree(source, folder)
    (folder / "versions" / "9999_next.py").write_text(
        f"revision = '9999'\ndown_revision = '{revision}'\n"
        "from alembic import op\nimport sqlalchemy as sa\n"
        "def upgrade():\n    op.add_column('articles', sa.Column('note', sa.Text))\n"
    )
    from unittest.mock import patch

    with patch.object(engine_module, "_MIGRATIONS", folder), Store(address) as store:
        assert len(list(export_rows(store))) == 1
    with sqlite3.connect(tmp_path / f"news.db.backup-{revision}") as backup:
        assert "note" not in {r[1] for r in backup.execute("PRAGMA table_info(articles)")}
        assert backup.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    # And the program that knows no 9999 refuses what it does not understand.
    with pytest.raises(StoreError, match="newer newscrawler"):
        Store(address)


@pytest.mark.slow
def test_two_writers_wait_for_each_other(address: str) -> None:
    import multiprocessing

    Store(address).close()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(address, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(HANG)
    assert [p.exitcode for p in processes] == [0, 0, 0]
    with Store(address, writer=False) as store:
        assert len(list(export_rows(store))) == 60


def _write_many(address: str, number: int) -> None:
    with Store(address) as store:
        for index in range(20):
            store.apply(seen(1, f"T{index}", f"https://example.com/{number}/{index}"))
            store.commit()


@pytest.mark.parametrize(
    ("address", "error", "words"),
    [
        ("nonsense://x", UsageError, "No driver"),
        ("sqlite:////no/such/folder/news.db", StoreError, "cannot be written to"),
        ("::", UsageError, "no database address"),
    ],
)
def test_databases_that_cannot_be(address: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Store(address)


def test_a_reader_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no database"):
        Store(f"sqlite:///{tmp_path / 'none.db'}", writer=False)
    assert list(tmp_path.iterdir()) == []


def test_export_keys_are_the_contract() -> None:
    assert ", ".join(EXPORT_KEYS) == (
        "url, canonical_url, site, title, body, published_at, published_precision, published_raw, "
        "modified_at, section, sections, authors, views, views_at, language, captured_at, version, "
        "duplicate_of, removed_at, text_sha256, warc_file, warc_offset"
    )


@pytest.mark.slow
@pytest.mark.parametrize("titles", ["ABA", "ABAB", "AABA", "ABBAA", "ABCBA"])
def test_texts_that_come_back_make_versions_in_whatever_order_they_come_in(
    address: str, titles: str
) -> None:
    firsts = [i for i, title in enumerate(titles) if i == 0 or titles[i - 1] != title]
    expected = [(titles[i], f"2024-01-{i + 1:02d}T00:00:00Z") for i in firsts]
    with Store(address) as store:
        for number, order in enumerate(permutations(range(len(titles)))):
            url = f"{URL}/{number}"
            for index in order:
                store.apply(seen(index + 1, titles[index], url))
            found = [(v["title"], v["captured_at"]) for v in history(store, url)]
            assert found == expected, order


AMP = "https://example.com/a/amp/"


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_editions_of_a_page_make_no_versions(address: str, order: tuple[int, ...]) -> None:
    stream = [
        seen(1, "Plain text", AMP),
        seen(2, "Text"),
        seen(3, "Text in other clothes", AMP),
        seen(4, "Text", "http://www.example.com/a"),
    ]
    with Store(address) as store:
        for index in order:
            store.apply(stream[index])
        store.settle()
        (row,) = export_rows(store)
        assert (row["canonical_url"], row["title"], row["version"]) == (URL, "Text", 1)
        assert row["url"] == URL
        outcomes = {s: store.apply(stream[s]) for s in range(4)}
        assert outcomes[0] == outcomes[2] == "alias"


def test_an_edition_that_stands_alone_is_an_article(address: str) -> None:
    with Store(address) as store:
        assert store.apply(seen(1, "Text", AMP)) == "stored"
        assert store.apply(seen(2, "Text", AMP)) == "unchanged"
        assert store.apply(seen(3, "Revised", AMP)) == "revised"


def test_an_edition_that_is_gone_removes_nothing(address: str) -> None:
    with Store(address) as store:
        store.apply(seen(1, "Text"))
        store.apply(seen(2, "Text", AMP))
        assert store.apply(seen(3, None, AMP, Outcome.GONE)) == "gone"
        assert next(export_rows(store))["removed_at"] is None
        store.apply(seen(4, None, outcome=Outcome.GONE))
        assert next(export_rows(store))["removed_at"] == "2024-01-04T00:00:00Z"


def test_parts_are_listed_and_belong_to_their_article(address: str) -> None:
    second = replace(seen(2, None, f"{URL}/2/", Outcome.PART), parts=())
    whole = replace(seen(1, "Long"), parts=(second,))
    with Store(address) as store:
        assert store.apply(whole) == "stored"
        assert store.apply(second) == "part"
        listed = store.execute(select(parts.c.position, parts.c.url)).all()
        assert [tuple(row) for row in listed] == [(1, URL), (2, f"{URL}/2/")]
        owners = store.execute(select(captures.c.article_id)).scalars().all()
        assert owners == [1, 1]


def test_a_version_keeps_its_calendar_and_whether_a_paywall_hid_the_rest(address: str) -> None:
    stub = seen(1, "One")
    assert stub.article is not None
    stub.article.paywalled, stub.article.published_calendar = True, "islamic-umalqura"
    with Store(address) as store:
        store.apply(stub)
        (version,) = history(store, URL)
        assert (version["paywalled"], version["published_calendar"]) == (True, "islamic-umalqura")
