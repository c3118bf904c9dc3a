import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from newscrawler import profile
from newscrawler.errors import UsageError
from newscrawler.replay import replay
from newscrawler.store import Store
from newscrawler.store.reading import export_rows
from newscrawler.workers import Workers

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SITES = profile.directories([])


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
        time.sleep(60)
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
    monkeypatch.setattr("newscrawler.workers.PAGE_SECONDS", 3)
    pool = Workers(_slow, _failed, 1)
    assert list(pool.map(range(4))) == [0, 1, -2, 3]
    pool.close()
