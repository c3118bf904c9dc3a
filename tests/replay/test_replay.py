import gzip
import hashlib
import json
import os
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from newscrawler.errors import UsageError
from newscrawler.extract.workers import Workers
from newscrawler.model import profile_files
from newscrawler.replay.replay import Filter, replay
from newscrawler.store import Store
from newscrawler.store.database.tables import captures
from newscrawler.store.reading.rows import export_rows
from tests.support.article_records import DAYS, ONE, TWO, article_record
from tests.support.paths import FIXTURES
from tests.support.patience import HANG

SITES = profile_files.directories([])


def exported(path: Path, source: Path = FIXTURES, **more: object) -> str:
    with Store(f"sqlite:///{path}") as store:
        replay(source, store, SITES, **more)  # type: ignore[arg-type]
        return "\n".join(json.dumps(row) for row in export_rows(store))


def test_the_fixtures_replay(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in exported(tmp_path / "a.db").splitlines()]
    pages = list(FIXTURES.rglob("*.html"))
    assert len(rows) == len(pages)
    assert {r["site"] for r in rows} == {p.name for p in FIXTURES.iterdir()}
    seed = next(r for r in rows if r["url"].endswith("/exam-dates/"))
    assert (seed["published_at"], seed["views"], seed["section"]) == ("2017-12-21", 744, "أخبار")
    assert seed["captured_at"] == seed["views_at"] == "2017-12-22T08:15:00Z"


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_rows_are_the_same_whatever_the_number_of_workers(tmp_path: Path, workers: int) -> None:
    digest = hashlib.sha256(exported(tmp_path / "a.db", workers=workers).encode()).hexdigest()
    assert digest == hashlib.sha256(exported(tmp_path / "b.db").encode()).hexdigest()


def test_a_repeated_replay_does_nothing(tmp_path: Path) -> None:
    once = exported(tmp_path / "a.db")
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        again = replay(FIXTURES, store, SITES)
    assert (again.noted, again.counts) == (0, {})
    assert exported(tmp_path / "a.db") == once


def test_an_interrupted_replay_goes_on(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    done = 0

    def stop(_: int) -> None:
        nonlocal done
        done += 1
        if done == 7:
            raise StoppedError

    with pytest.raises(StoppedError), Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        replay(FIXTURES, store, SITES, progress=stop)
    assert exported(tmp_path / "a.db") == exported(tmp_path / "b.db")


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, names in ((one, ("a", "b")), (two, ("b", "a"))):
        for name, text in zip(names, ("first", "second"), strict=True):
            page = folder / f"{name}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(f"<h1>{text}</h1><p>{'A long enough text. ' * 20}{text}</p>")
            day = "2020-01-01" if text == "first" else "2020-01-02"
            note = {"url": "https://example.org/x", "captured_at": day}
            page.with_suffix(".meta.json").write_text(json.dumps(note))

    def versions(path: Path, source: Path) -> list[object]:
        row = json.loads(exported(path, source))
        return [row[k] for k in ("title", "version", "captured_at", "text_sha256")]

    expected = ["second", 2, "2020-01-02T00:00:00Z"]
    assert versions(tmp_path / "1.db", one)[:3] == expected
    assert versions(tmp_path / "2.db", two)[:3] == expected


def test_nothing_to_read(tmp_path: Path) -> None:
    for source in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError), Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
            replay(source, store, SITES)


def _square(n: int) -> int:
    return n * n


def _deadly(n: int) -> int:
    if n == 3:
        os._exit(9)
    return n


def _slow(n: int) -> int:
    if n == 2:
        time.sleep(HANG)
    return n


def _failed(n: int, reason: str) -> int:
    assert reason.startswith("extraction")
    return -n


def test_workers_keep_the_order() -> None:
    pool = Workers(_square, _failed, 2)
    assert list(pool.map(range(40))) == [n * n for n in range(40)]
    pool.close()


def test_a_page_that_kills_its_process_costs_that_page() -> None:
    pool = Workers(_deadly, _failed, 2)
    assert list(pool.map(range(9))) == [0, 1, 2, -3, 4, 5, 6, 7, 8]
    pool.close()


def test_a_page_that_stalls_costs_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, begun = Workers(_slow, _failed, 1), time.monotonic()
    assert pool.one(0) == 0
    # A process must have the time to begin, which is all that a page takes here.
    limit = 2 + 3 * (time.monotonic() - begun)
    monkeypatch.setattr("newscrawler.extract.workers.PAGE_SECONDS", limit)
    assert list(pool.map(range(4))) == [0, 1, -2, 3]
    pool.close()


REPEAT = {
    "WARC-Type": "revisit",
    "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    "WARC-Refers-To-Target-URI": ONE,
    "WARC-Refers-To-Date": DAYS[0],
}


def taken(path: Path, *sources: Path, archive: Path, **only: object) -> list[tuple[str, str]]:
    """Return URL and time of what a replay looks into."""
    with Store(f"sqlite:///{path}") as store:
        replay(sources, store, SITES, archive=archive, only=Filter(**only))  # type: ignore[arg-type]
        rows = store.execute(
            select(captures.c.url, captures.c.captured_at)
            .where(captures.c.outcome.is_not(None))
            .order_by(captures.c.captured_at, captures.c.url)
        )
        return [(row.url, row.captured_at) for row in rows]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"sites": ("one.example",)}, [0, 2]),
        ({"since": date(2020, 2, 1)}, [1, 2, 3]),
        ({"until": date(2020, 2, 1)}, [0, 1]),
        ({"since": date(2020, 2, 1), "until": date(2020, 2, 1)}, [1]),
        ({"urls": ("*two.example/*", "nothing")}, [1, 3]),
        ({"urls": ("http://*/b",)}, [1, 3]),
        ({"mimes": ("text/*",)}, [0, 1, 2]),
        ({"mimes": ("application/json",)}, [3]),
        ({"mimes": ("application/*", "text/html"), "sites": ("two.example",)}, [1, 3]),
    ],
)
def test_what_a_filter_leaves(tmp_path: Path, only: dict[str, object], expected: list[int]) -> None:
    pages = [(ONE, DAYS[0]), (TWO, DAYS[1]), (ONE, DAYS[2]), (TWO, DAYS[2])]
    records = [article_record(url, "Title", at) for url, at in pages]
    plain = gzip.decompress(records[3]).replace(b"text/html", b"application/json")
    records[3] = gzip.compress(_with_length(plain))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(records[:2]))
    (tmp_path / "b.warc.gz").write_bytes(b"".join(records[2:]))
    sources = (tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    found = taken(tmp_path / "x.db", *sources, archive=tmp_path / "archive", **only)
    assert found == [pages[n] for n in expected]


def _with_length(record: bytes) -> bytes:
    head, _, block = record.partition(b"\r\n\r\n")
    length = str(len(block) - 4).encode()
    return re.sub(rb"Content-Length: \d+", b"Content-Length: " + length, head) + b"\r\n\r\n" + block


def test_sources_may_be_of_every_kind_and_overlap(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc/a.warc.gz").write_bytes(article_record(ONE, "One", DAYS[0]))
    with zipfile.ZipFile(tmp_path / "b.wacz", "w") as zipped:
        zipped.writestr("archive/b.warc.gz", article_record(TWO, "Two", DAYS[1]))
    page = tmp_path / "page.html"
    page.write_text(f"<article><h1>Three</h1><p>{'A long enough text. ' * 20}</p></article>")
    sources = (tmp_path / "warc", tmp_path / "warc/a.warc.gz", tmp_path / "b.wacz", page)
    found = taken(tmp_path / "x.db", *sources, archive=tmp_path / "archive")
    assert [url for url, _ in found] == ["file:///page.html", ONE, TWO]
    with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        titles = [row["title"] for row in export_rows(store)]
        assert titles == [f"{n} is the title of this page" for n in ("One", "Two")] + ["Three"]
        (tmp_path / "empty").mkdir()
        with pytest.raises(UsageError, match=r"empty holds no capture"):
            replay([tmp_path / "warc", tmp_path / "empty"], store, SITES)


def test_a_revisit_finds_its_body_although_the_filter_leaves_that_out(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(article_record(ONE, "One", DAYS[0]))
    (tmp_path / "b.warc.gz").write_bytes(article_record(ONE, "", DAYS[2], **REPEAT))
    sources = (tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    archive, db = tmp_path / "archive", tmp_path / "x.db"
    assert taken(db, *sources, archive=archive, since=date(2020, 3, 1)) == [(ONE, DAYS[2])]
    with Store(f"sqlite:///{db}") as store:
        (row,) = export_rows(store)
        assert (row["title"], row["captured_at"]) == ("One is the title of this page", DAYS[2])
    # Without the filter, the first capture is looked into too.
    assert taken(db, *sources, archive=archive) == [(ONE, DAYS[0]), (ONE, DAYS[2])]


def test_a_revisit_waits_for_its_body_and_is_named_until_it_comes(tmp_path: Path) -> None:
    first, then, other = (tmp_path / f"{name}.warc.gz" for name in ("first", "then", "other"))
    first.write_bytes(article_record(ONE, "One", DAYS[0]))
    then.write_bytes(article_record(ONE, "", DAYS[2], **REPEAT))
    other.write_bytes(article_record(TWO, "Two", DAYS[1]))
    reason = f"it repeats the body of {ONE} at {DAYS[0]}, which no file that was read holds"
    with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:

        def run(source: Path) -> tuple[dict[str, int], list[str]]:
            done = replay(source, store, SITES, archive=tmp_path / "archive")
            return done.counts, [d.reason for d in done.damage]

        assert run(then) == ({}, [reason])
        assert run(then) == ({}, [reason])
        # Not the fault of this file.
        assert run(other) == ({"stored": 1}, [])
        assert run(first) == ({"stored": 1, "unchanged": 1}, [])
        assert run(then) == ({}, [])


def test_what_is_wrong_with_a_record_is_named_once_and_the_record_is_read(tmp_path: Path) -> None:
    record = article_record(ONE, "One", DAYS[0], **{"WARC-Block-Digest": f"sha1:{'A' * 32}"})
    wrong = record[:-8] + b"\0\0\0\0" + record[-4:]
    (tmp_path / "a.warc.gz").write_bytes(wrong)
    with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        done = replay(tmp_path, store, SITES, archive=tmp_path / "archive")
        assert done.counts == {"stored": 1}
        assert [d.reason for d in done.damage] == [
            "the gzip member does not match its checksum",
            "the block does not match its digest",
        ]
