"""Whatever is done to an archive or a database is found, and what can be mended is mended."""

import fcntl
import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newscrawler.archive import ArchiveWriter, Exchange, iter_refs, manifest
from newscrawler.maintenance.erase import plan, set_tombstone
from newscrawler.maintenance.verify import Kind, Report, verify
from newscrawler.maintenance.verify.repair import repair
from newscrawler.model import profile_files
from newscrawler.model.capture import Earlier
from newscrawler.model.tombstone import Tombstone
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.reading.rows import export_rows
from newscrawler.store.upkeep import capture_index

SITES = profile_files.directories([])
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def page(title: str, words: str = "A sentence that is long enough to be read as prose") -> bytes:
    body = f"{title}. " + f"{words}, {title}. " * 8
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<time datetime='2024-05-06'>6 May 2024</time><p>{body}</p></article></body></html>"
    ).encode()


def write(folder: Path, crawl: str, pages: dict[str, bytes], hours: int = 0) -> None:
    """Write a file of an archive as a crawl does."""
    with ArchiveWriter(
        folder, site="e.example", crawl_id=crawl * 32, operator=None, user_agent="test"
    ) as archive:
        for number, (path, body) in enumerate(pages.items()):
            archive.write(
                Exchange(
                    url=f"http://e.example/2024/05/06/{path}/",
                    request_headers=[("Host", "e.example")],
                    headers=[("Content-Type", "text/html")],
                    body=body,
                    captured_at=NOW + timedelta(hours=hours, seconds=number),
                    wanted=True,
                )
            )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    archive = folder / "archive"
    write(archive, "a", {name: page(f"Story {name}") for name in ("one", "two", "three")})
    second = {"two": page("Story two, corrected"), "four": page("Story four")}
    write(archive, "b", second, hours=24)
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        replay(archive, store, SITES, archive=archive)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def look(folder: Path, **more: Any) -> Report:
    with Store(f"sqlite:///{folder / 'news.db'}", writer=False) as store:
        return verify(store, folder / "archive", SITES, **more)


def mend(folder: Path) -> dict[str, int]:
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        return dict(repair(store, folder / "archive", SITES))


def kinds(report: Report) -> set[Kind]:
    return {problem.kind for problem in report.problems}


def exported(folder: Path) -> list[dict[str, Any]]:
    with Store(f"sqlite:///{folder / 'news.db'}", writer=False) as store:
        return list(export_rows(store))


def files(folder: Path) -> tuple[Path, Path]:
    first, second = sorted((folder / "archive").glob("*.warc.gz"))
    return first, second


def sql(folder: Path, statement: str, *values: object) -> list[Any]:
    with sqlite3.connect(folder / "news.db") as db:
        return db.execute(statement, values).fetchall()


def test_what_is_sound_is_said_to_be(folder: Path) -> None:
    report = look(folder)
    assert report.problems == []
    assert (report.files, report.captures, report.versions, report.texts) == (2, 5, 5, 5)
    assert (report.other, report.copies, report.older, report.foreign) == (0, 0, 0, 0)
    assert report.head == manifest.read(folder / "archive").head != ""
    assert mend(folder) == {}
    assert look(folder, sample=None).texts == 5
    assert look(folder, sample=0).texts == 0


def test_a_byte_that_has_changed_is_found_wherever_it_is(folder: Path) -> None:
    first, _ = files(folder)
    whole = first.read_bytes()
    (folder / "archive" / manifest.NAME).unlink()
    for at in range(0, len(whole), 61):
        data = bytearray(whole)
        data[at] ^= 0x41
        first.write_bytes(bytes(data))
        found = [p for p in look(folder, sample=0).problems if p.kind is not Kind.NO_ENTRY]
        if found:
            assert all(p.file.startswith(first.name) for p in found)
        else:  # it is in a gzip header, or fills the last byte of packed data up
            assert gzip.decompress(bytes(data)) == gzip.decompress(whole)


def test_a_file_that_was_cut(folder: Path) -> None:
    first, _ = files(folder)
    first.write_bytes(first.read_bytes()[:-700])
    report = look(folder)
    assert {Kind.CHANGED, Kind.DAMAGED} <= kinds(report)
    assert {p.file for p in report.problems} == {first.name}
    before = first.read_bytes()
    mend(folder)
    assert first.read_bytes() == before
    assert kinds(look(folder)) == kinds(report)


def test_a_file_that_is_gone(folder: Path) -> None:
    first, _ = files(folder)
    before = exported(folder)
    first.unlink()
    report = look(folder)
    assert kinds(report) == {Kind.NO_FILE}
    assert any("3 captures lie in it" in p.reason for p in report.problems)
    mend(folder)
    assert exported(folder) == before
    assert kinds(look(folder)) == {Kind.NO_FILE}


def test_a_file_that_has_another_name_is_found_by_its_records(folder: Path) -> None:
    first, _ = files(folder)
    first.rename(folder / "archive" / "renamed.warc.gz")
    report = look(folder)
    assert kinds(report) == {Kind.NO_FILE, Kind.WRONG_ROW, Kind.NO_ENTRY}
    assert mend(folder) == {"rows corrected": 3, "files entered into the manifest": 1}
    left = look(folder)
    assert [(p.kind, p.file) for p in left.problems] == [(Kind.NO_FILE, first.name)]
    assert (left.captures, left.texts) == (5, 5)


def test_two_files_that_changed_names(folder: Path) -> None:
    first, second = files(folder)
    first.rename(folder / "x")
    second.rename(first)
    (folder / "x").rename(second)
    report = look(folder)
    assert {Kind.CHANGED, Kind.NO_RECORD} <= kinds(report)
    assert {p.file for p in report.problems if p.kind is Kind.CHANGED} == {first.name, second.name}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("warc_offset", 17),
        ("warc_length", 5),
        ("warc_file", "elsewhere.warc.gz"),
        ("payload_digest", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("url", "http://e.example/other"),
        ("captured_at", "2001-01-01T00:00:00Z"),
        ("kind", "resource"),
        ("media_type", "image/png"),
    ],
)
def test_a_row_that_was_edited(folder: Path, column: str, value: object) -> None:
    before = sql(folder, "SELECT * FROM captures ORDER BY id")
    sql(folder, f"UPDATE captures SET {column} = ? WHERE id = 2", value)  # noqa: S608
    assert Kind.WRONG_ROW in kinds(look(folder))
    assert mend(folder) == {"rows corrected": 1}
    assert sql(folder, "SELECT * FROM captures ORDER BY id") == before
    assert look(folder).problems == []


def test_a_row_that_is_gone(folder: Path) -> None:
    before = exported(folder)
    sql(folder, "DELETE FROM fingerprints WHERE article_id = 3")
    sql(folder, "DELETE FROM bands")
    sql(folder, "DELETE FROM view_counts WHERE article_id = 3")
    sql(folder, "DELETE FROM versions WHERE article_id = 3")
    sql(folder, "DELETE FROM captures WHERE article_id = 3")
    sql(folder, "DELETE FROM articles WHERE id = 3")
    assert exported(folder) != before
    report = look(folder)
    assert kinds(report) == {Kind.NO_ROW}
    assert mend(folder) == {"records taken in": 1}
    assert exported(folder) == before
    assert look(folder).problems == []


def test_a_row_without_its_record(folder: Path) -> None:
    sql(folder, "INSERT INTO captures (record_id, site, url, url_key, wanted, warc_file, warc_offset, kind) "
        "SELECT 'urn:x', site, 'http://e.example/x', 'http://e.example/x', 0, warc_file, 11, kind FROM captures "
        "WHERE id = 1")  # fmt: skip
    (problem,) = look(folder).problems
    assert (problem.kind, problem.offset) == (Kind.NO_RECORD, 11)
    assert "http://e.example/x" in problem.reason
    mend(folder)
    assert kinds(look(folder)) == {Kind.NO_RECORD}


def test_rows_of_an_older_newscrawler_are_filled(folder: Path) -> None:
    before = sql(folder, "SELECT * FROM captures ORDER BY id")
    sql(folder, "UPDATE captures SET kind = NULL, media_type = NULL, payload_digest = NULL")
    report = look(folder)
    assert (report.problems, report.older) == ([], 5)
    assert mend(folder) == {"rows corrected": 5}
    assert sql(folder, "SELECT * FROM captures ORDER BY id") == before


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("body", "Somebody wrote something else here.", Kind.TEXT),
        ("title", "Another title", Kind.TEXT),
        ("published_at", "1999-12-31", Kind.DIFFERS),
        ("section", "Sports", Kind.DIFFERS),
        ("authors", '["Nobody"]', Kind.DIFFERS),
    ],
)
def test_a_text_that_was_edited(folder: Path, column: str, value: str, kind: Kind) -> None:
    sql(folder, f"UPDATE versions SET {column} = ? WHERE article_id = 1", value)  # noqa: S608
    report = look(folder)
    assert kind in kinds(report)
    assert kinds(report) <= {kind, Kind.DIFFERS}
    assert all("/one/" in problem.file for problem in report.problems)
    mend(folder)
    assert kinds(look(folder)) == kinds(report)


def test_a_digest_is_compared_even_where_no_text_is_extracted(folder: Path) -> None:
    sql(folder, "UPDATE versions SET body = body || ' more' WHERE article_id = 2")
    assert kinds(look(folder, sample=0)) == {Kind.TEXT}


def test_what_other_code_made_is_counted_and_no_fault(folder: Path) -> None:
    sql(folder, "UPDATE versions SET section = 'Old', extractor = 'older' WHERE article_id = 1")
    sql(folder, "UPDATE versions SET extractor = 'older' WHERE article_id = 2")
    report = look(folder)
    assert (report.problems, report.other, report.unlike, report.texts) == ([], 1, 0, 5)
    sql(folder, "UPDATE versions SET text_sha256 = 'counted otherwise' WHERE article_id = 2")
    report = look(folder)
    assert (report.problems, report.unlike) == ([], 2)


def forged(folder: Path, *, in_place: bool = False) -> Path:
    """Put a record in the place of another: of the same id, whole, and with right digests.

    It lies where its row says (`in_place`), and is shorter; or further on, as nothing is packed.
    """
    first, _ = files(folder)
    forger = folder / "forger"
    write(forger, "a", {
        "one": page("Story one"), "two": page("Story two", "Forged"), "three": page("Story three"),
    })  # fmt: skip
    (path,) = forger.glob("*.warc.gz")
    data = gzip.decompress(path.read_bytes())
    ours = list(iter_refs(first, on_damage=lambda _: None))
    theirs = list(iter_refs(path, on_damage=lambda _: None))
    for one, other in zip(ours, theirs, strict=True):
        data = data.replace(other.record_id.encode(), one.record_id.encode())
    whole = [b"WARC/1.1\r\n" + part for part in data.split(b"WARC/1.1\r\n")[1:]]
    if in_place:
        two = ours[1]
        begin = f"WARC-Record-ID: <{two.record_id}>".encode()
        after = whole[next(n for n, record in enumerate(whole) if begin in record) :]
        members = [first.read_bytes()[: two.location.offset], *map(gzip.compress, after)]
    else:
        members = [gzip.compress(record, 0) for record in whole]
    first.write_bytes(b"".join(members))
    return first


@pytest.mark.parametrize("in_place", [False, True])
def test_a_forged_record_is_found_by_manifest_and_row(folder: Path, in_place: bool) -> None:
    path = forged(folder, in_place=in_place)
    report = look(folder)
    # Where the row still leads to it, it is read, and what was made of the page tells as well.
    assert kinds(report) == {Kind.CHANGED, Kind.WRONG_ROW} | ({Kind.DIFFERS} if in_place else set())
    assert any("digest" in p.reason for p in report.problems if p.kind is Kind.WRONG_ROW)
    before = sql(folder, "SELECT * FROM captures ORDER BY id")
    mend(folder)
    assert sql(folder, "SELECT * FROM captures ORDER BY id") == before
    assert path.name in {p.file for p in look(folder).problems if p.kind is Kind.CHANGED}


def test_who_forges_the_manifest_too_changes_its_head(folder: Path) -> None:
    noted = look(folder).head
    path = forged(folder)
    lines = (folder / "archive" / manifest.NAME).read_text().splitlines()
    size, digest = manifest.digest_of(path)
    entry = json.loads(lines[0]) | {"bytes": size, "sha256": digest}
    changed = [json.dumps(entry), *lines[1:]]
    (folder / "archive" / manifest.NAME).write_text("\n".join(changed) + "\n")
    assert Kind.MANIFEST in kinds(look(folder))
    (folder / "archive" / manifest.NAME).unlink()
    for name in files(folder):
        size, digest = manifest.digest_of(name)
        manifest.append(folder / "archive", name.name, size=size, digest=digest, closed_at="now")
    assert kinds(look(folder)) == {Kind.WRONG_ROW}
    # And if the rows are forged too, what was made of the page still tells.
    assert mend(folder)["rows corrected"] > 0
    report = look(folder)
    assert kinds(report) == {Kind.DIFFERS}
    assert {p.file.split("/")[-2] for p in report.problems} == {"two"}
    assert report.head != noted


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (lambda lines: lines[1:], {Kind.MANIFEST, Kind.NO_ENTRY}),
        (lambda lines: lines[::-1], {Kind.MANIFEST}),
        (lambda lines: [*lines[:-1], lines[-1][:-20]], {Kind.MANIFEST, Kind.NO_ENTRY}),
        (lambda lines: [lines[0].replace("closed_at", "opened_at"), lines[1]],
         {Kind.MANIFEST, Kind.NO_ENTRY}),
        (lambda lines: lines[:1], {Kind.NO_ENTRY}),
        (lambda _: [], {Kind.NO_ENTRY}),
    ],
)  # fmt: skip
def test_a_manifest_that_was_edited(folder: Path, harm: Any, expected: set[Kind]) -> None:
    path = folder / "archive" / manifest.NAME
    path.write_text("".join(f"{line}\n" for line in harm(path.read_text().splitlines())))
    assert kinds(look(folder)) == expected
    mend(folder)
    assert kinds(look(folder)) == expected - {Kind.NO_ENTRY}


def test_a_line_that_a_crash_tore_is_cut(folder: Path) -> None:
    path = folder / "archive" / manifest.NAME
    path.write_bytes(path.read_bytes() + b'{"file": "x')
    assert kinds(look(folder)) == {Kind.MANIFEST}
    assert mend(folder) == {"torn line of the manifest cut": 1}
    assert look(folder).problems == []


def opened(folder: Path) -> Path:
    """Return a file as a crawl that was killed left it: open, and torn."""
    write(folder / "archive", "c", {"five": page("Story five"), "six": page("Story six")}, 48)
    path = max((folder / "archive").glob("*.warc.gz"))
    lines = (folder / "archive" / manifest.NAME).read_text().splitlines()
    (folder / "archive" / manifest.NAME).write_text("".join(f"{x}\n" for x in lines[:-1]))
    path.rename(f"{path}.open")
    path = Path(f"{path}.open")
    path.write_bytes(path.read_bytes() + path.read_bytes()[:333])
    os.utime(path, (0, 0))
    return path


def test_a_file_that_is_being_written_is_no_damage(folder: Path) -> None:
    path = opened(folder)
    with path.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        report = look(folder)
        assert (report.problems, report.notes, report.files) == ([], [], 3)
        assert mend(folder) == {}
    assert path.exists()


def test_what_a_crash_left_is_said_and_repaired(folder: Path) -> None:
    path = opened(folder)
    report = look(folder)
    assert report.problems == []
    assert report.notes == [f"{path.name} was left open by a crash; the next crawl closes it"]
    assert mend(folder) == {"captures that a crash had left": 2}
    assert not path.exists()
    after = look(folder)
    assert (after.problems, after.captures, after.notes) == ([], 7, [])
    assert len(exported(folder)) == 6


def test_other_archives_are_looked_at_where_they_are(folder: Path) -> None:
    shutil.copytree(folder / "archive", folder / "other")
    shutil.copytree(folder / "archive", folder / "none")
    db = f"sqlite:///{folder / 'news.db'}"
    (folder / "news.db").unlink()
    (folder / "pages").mkdir()
    (folder / "pages" / "saved.html").write_bytes(page("A saved page"))
    with Store(db) as store:
        replay(folder / "other", store, SITES, archive=folder / "archive")
        replay(folder / "pages", store, SITES, archive=folder / "archive", captured_at="2024-01-01")
    shutil.rmtree(folder / "archive")
    report = look(folder)
    assert (report.problems, report.foreign, report.absent) == ([], 6, 0)
    path = next((folder / "other").glob("*.gz"))
    data = bytearray(path.read_bytes())
    place = next(iter_refs(path, on_damage=lambda _: None)).location
    data[(place.offset or 0) + 40] ^= 1
    path.write_bytes(bytes(data))
    assert kinds(look(folder, sample=0)) == {Kind.DAMAGED}
    (folder / "pages" / "saved.html").write_bytes(page("Another page"))
    assert len(look(folder, sample=0).problems) == 2
    (folder / "other").rename(folder / "moved")
    absent = look(folder, sample=0)
    assert (absent.absent, kinds(absent)) == (5, {Kind.DAMAGED})


def test_a_revisit_without_the_page_that_it_repeats(folder: Path) -> None:
    first, _ = files(folder)
    ref = next(iter_refs(first, on_damage=lambda _: None))
    earlier = Earlier(ref.record_id, ref.captured_at or "", ref.entry.digest or "")
    with ArchiveWriter(
        folder / "archive", site="e.example", crawl_id="d" * 32, operator=None, user_agent="test"
    ) as archive:
        archive.write(
            Exchange(url=ref.url, headers=[("Content-Type", "text/html")],
                     body=page("Story one"), captured_at=NOW + timedelta(days=3), wanted=True,
                     earlier=earlier)
        )  # fmt: skip
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        replay(folder / "archive", store, SITES, archive=folder / "archive")
    assert look(folder).problems == []
    (folder / "news.db").unlink()
    first.unlink()
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        replay(folder / "archive", store, SITES, archive=folder / "archive")
    report = look(folder)
    assert kinds(report) == {Kind.NO_FILE, Kind.NO_ORIGINAL}
    assert any(f"repeats {ref.url}" in problem.reason for problem in report.problems)


def test_what_was_erased_and_is_there_again(folder: Path) -> None:
    url = "http://e.example/2024/05/06/one/"
    stone = Tombstone("e.example", url, (), "by law", "2024-06-01T00:00:00Z")
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        store.tombstones.add(stone)
    report = look(folder)
    assert kinds(report) == {Kind.ERASED}
    assert any("is not done" in problem.reason for problem in report.problems)
    copy = folder / "copy.warc.gz"
    shutil.copy(files(folder)[0], copy)
    assert mend(folder) == {"articles erased": 1}
    assert look(folder).problems == []
    assert url not in {row["url"] for row in exported(folder)}
    copy.rename(folder / "archive" / "copy.warc.gz")
    assert kinds(look(folder)) == {Kind.ERASED, Kind.NO_ENTRY}
    mended = mend(folder)
    assert mended["articles erased"] == 1
    after = look(folder)
    assert after.problems == []
    assert after.copies == 2


def test_an_older_database_is_brought_to_what_the_archive_knows_was_erased(folder: Path) -> None:
    url = "http://e.example/2024/05/06/one/"
    shutil.copy(folder / "news.db", folder / "older.db")
    with Store(f"sqlite:///{folder / 'news.db'}") as store:
        for planned in plan(store, folder / "archive", url):
            set_tombstone(store, planned, reason="by law", at="2024-06-01T00:00:00Z")
    assert mend(folder) == {"articles erased": 1}
    (folder / "older.db").rename(folder / "news.db")
    assert url in {row["url"] for row in exported(folder)}
    assert Kind.NO_RECORD in kinds(look(folder))
    assert mend(folder)["articles erased"] == 1
    assert url not in {row["url"] for row in exported(folder)}
    assert look(folder).problems == []


def test_a_database_that_is_damaged(folder: Path) -> None:
    sql(folder, "PRAGMA foreign_keys = 0")
    sql(folder, "UPDATE versions SET capture_id = 999 WHERE id = 1")
    assert Kind.DATABASE in kinds(look(folder, sample=0))


def test_of_very_many_problems_a_few_are_listed(folder: Path) -> None:
    row = sql(folder, "SELECT site, warc_file, kind FROM captures WHERE id = 1")[0]
    with sqlite3.connect(folder / "news.db") as db:
        db.executemany(
            "INSERT INTO captures (record_id, site, url, url_key, wanted, warc_file, warc_offset, kind) "
            "VALUES (?, ?, 'http://e.example/x', 'http://e.example/x', 0, ?, ?, ?)",
            [(f"urn:{n}", row[0], row[1], 100_000 + n, row[2]) for n in range(250)],
        )
    report = look(folder, sample=0)
    assert len(report.problems) == 100
    assert report.more == {(Kind.NO_RECORD, row[1]): 150}


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'many.db'}") as store:
        yield store


def test_a_sample_is_spread_over_sites_and_texts(many: Store, tmp_path: Path) -> None:
    many.commit()
    with sqlite3.connect(tmp_path / "many.db") as db:
        db.execute("PRAGMA foreign_keys = 0")
        number = 0
        for site, count in (("a", 1000), ("b", 10), ("c", 1)):
            for _ in range(count):
                number += 1
                db.execute("INSERT INTO articles (id, site, canonical_url, variant_key, "
                           "first_record_id) VALUES (?, ?, ?, '', '')",
                           (number, site, str(number)))  # fmt: skip
                db.execute("INSERT INTO versions (id, article_id, number, capture_id, url, "
                           "text_sha256, sections, authors, tags, provenance) "
                           "VALUES (?, ?, 1, 1, '', '', '[]', '[]', '[]', '{}')",
                           (number, number))  # fmt: skip
    for shift in (0, 1, 12345):
        ids = capture_index.sample(many, 60, shift)
        parts = [sum(low < i <= high for i in ids) for low, high in ((0, 1000), (1000, 1010))]
        assert parts == [20, 10]
        assert 1011 in ids
        steps = {later - one for one, later in pairwise(ids[:20])}
        assert steps == {50}
    assert capture_index.sample(many, 60, 0) != capture_index.sample(many, 60, 7)
    assert len(capture_index.sample(many, None, 0)) == 1011
    assert capture_index.sample(many, 0, 0) == []
