"""What a change of code or profile would change; and the change, in one transaction."""

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from newscrawler.commands import main as cli
from newscrawler.errors import ArchiveError, StoreError
from newscrawler.extract import observe
from newscrawler.model import profile_files
from newscrawler.model.article import Article
from newscrawler.replay.diff_and_apply import Difference, Example, reextract
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.database.tables import captures, versions
from newscrawler.store.reading.rows import export_rows
from newscrawler.store.upkeep import shadow_store

SITES = profile_files.directories([])
PAGES = 5


def pages(folder: Path, days: tuple[str, ...] = ("2024-05-06", "2024-05-07")) -> Path:
    """Five articles, captured twice; the third is edited in between."""
    folder.mkdir(exist_ok=True)
    for day in days:
        for number in range(PAGES):
            edited = " It was opened again." if number == 2 and day != days[0] else ""
            texts = "".join(
                f"<p>Paragraph {n} of story {number}: the ships of line {number} waited.{edited}</p>"
                for n in range(6)
            )
            page = folder / f"{number}-{day}.html"
            page.write_text(
                f"<article><h1>Story {number} of the harbour</h1><time datetime='2024-05-0{number + 1}'>"
                f"</time>{texts}</article>"
            )
            note = {
                "url": f"https://s{number % 2}.example/a/{number}",
                "captured_at": f"{day}T08:00:00Z",
            }
            page.with_suffix(".meta.json").write_text(json.dumps(note))
    return folder


def old(article: Article) -> None:
    """What the code of yesterday does worse."""
    article.body = (article.body or "").rpartition("\n\n")[0]
    article.section = None if article.section else "none"
    if article.title and "Story 1" in article.title:
        article.published_at = None


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that yesterday's code filled."""
    extract = observe.extract

    def worse(*args: object) -> Article:
        article = extract(*args)  # type: ignore[arg-type]
        old(article)
        return article

    with monkeypatch.context() as patch:
        patch.setattr(observe, "extract", worse)
        patch.setattr(observe, "extractor_id", lambda _: "old")
        fill(tmp_path / "a.db", pages(tmp_path / "archive"))
    return tmp_path / "a.db"


def fill(db: Path, folder: Path) -> None:
    with Store(f"sqlite:///{db}") as store:
        replay(folder, store, SITES)


def run(db: Path, **more: object) -> Difference:
    return reextract(f"sqlite:///{db}", db.parent / "archive", SITES, **more)  # type: ignore[arg-type]


def exported(db: Path) -> list[dict[str, object]]:
    with Store(f"sqlite:///{db}", writer=False) as store:
        return list(export_rows(store))


def sha(db: Path) -> str:
    return hashlib.sha256(db.read_bytes()).hexdigest()


def test_a_diff_counts_by_field_and_writes_nothing(made: Path) -> None:
    before = exported(made)
    found = run(made)
    assert (found.captures, found.compared, found.differing) == (2 * PAGES, PAGES, PAGES)
    assert found.fields == {
        "body": {"changed": PAGES},
        "published_at": {"gained": 1},
        "section": {"lost": PAGES},
    }
    assert found.examples["published_at", "gained"] == [
        Example("https://s1.example/a/1", None, "2024-05-02")
    ]
    body = found.examples["body", "changed"][0]
    assert body.before is None
    assert (body.after or "").startswith("Paragraph 5 of story 0")
    assert found.damage == []
    assert exported(made) == before


def test_apply_gives_what_a_new_replay_gives(made: Path, tmp_path: Path) -> None:
    assert run(made, apply=True).differing == PAGES
    fill(tmp_path / "new.db", tmp_path / "archive")
    assert exported(made) == exported(tmp_path / "new.db")
    assert {row["version"] for row in exported(made)} == {1, 2}
    with Store(f"sqlite:///{made}", writer=False) as store:
        assert "old" not in store.execute(select(versions.c.extractor)).scalars().all()
    assert run(made).differing == 0


def test_one_site_changes_and_the_others_stay(made: Path) -> None:
    before = {row["url"]: row for row in exported(made)}
    assert run(made, site="s1.example", apply=True).compared == 2
    after = {row["url"]: row for row in exported(made)}
    assert {url for url in before if before[url] != after[url]} == {
        "https://s1.example/a/1",
        "https://s1.example/a/3",
    }


def test_a_copy_elsewhere_stays_linked(tmp_path: Path) -> None:
    folder = pages(tmp_path / "archive")
    twin = folder / "twin.html"
    twin.write_text((folder / "0-2024-05-06.html").read_text())
    note = {"url": "https://other.example/a/0", "captured_at": "2024-05-08T08:00:00Z"}
    twin.with_suffix(".meta.json").write_text(json.dumps(note))
    fill(tmp_path / "a.db", folder)
    before = exported(tmp_path / "a.db")
    (copy,) = (row for row in before if row["site"] == "other.example")
    assert copy["duplicate_of"] == "https://s0.example/a/0"
    for site in ("s0.example", "other.example", None):
        run(tmp_path / "a.db", site=site, apply=True)
        assert exported(tmp_path / "a.db") == before


@pytest.mark.parametrize("site", ["one", None])
def test_a_profile_that_was_added_takes_its_pages(
    made: Path, tmp_path: Path, site: str | None
) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    text = "name = 'one'\ndomains = ['s1.example']\n[[layout]]\ntitle = 'h1'\nbody = 'article'\n"
    (folder / "one.toml").write_text(text)
    sites = profile_files.directories([folder])
    database, archive = f"sqlite:///{made}", tmp_path / "archive"
    found = reextract(database, archive, sites, site=site, apply=True)
    assert found.fields["site"] == {"changed": 2}
    assert found.articles == {}
    assert sorted(str(row["site"]) for row in exported(made)) == ["one"] * 2 + ["s0.example"] * 3
    again = reextract(database, archive, sites, site="one")
    assert (again.compared, again.differing) == (2, 0)


def test_what_cannot_be_read_is_never_lost(made: Path, tmp_path: Path) -> None:
    (tmp_path / "archive/3-2024-05-06.html").unlink()
    found = run(made)
    assert [d.file for d in found.damage] == ["3-2024-05-06.html"]
    before = exported(made)
    with pytest.raises(ArchiveError, match=r"1 captures cannot be read.*3-2024-05-06\.html"):
        run(made, apply=True)
    assert exported(made) == before


def test_a_crawl_in_the_meantime_stops_it(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_over = shadow_store.take_over

    def late(store: Store, *rest: object) -> None:
        with Store(f"sqlite:///{made}") as other:
            pages(made.parent / "archive", ("2024-05-09",))
            replay(made.parent / "archive", other, SITES)
        take_over(store, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(shadow_store, "take_over", late)
    with pytest.raises(StoreError, match="in the meantime"):
        run(made, apply=True)
    assert {row["version"] for row in exported(made)} != {1}


def test_a_fault_half_way_leaves_all_as_it_was(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exported(made)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shadow_store, "_result", broken)
    with pytest.raises(RuntimeError):
        run(made, apply=True)
    assert exported(made) == before


def test_captures_that_nobody_looked_into_stay_so(made: Path) -> None:
    with Store(f"sqlite:///{made}") as store:
        row = store.execute(select(captures)).first()._mapping
        new = dict(row) | {"id": 99, "record_id": "later", "outcome": None, "article_id": None}
        store.write(captures.insert().values(new))
    assert run(made, apply=True).captures == 2 * PAGES
    with Store(f"sqlite:///{made}", writer=False) as store:
        left = store.execute(select(captures.c.record_id).where(captures.c.outcome.is_(None)))
        assert left.scalars().all() == ["later"]


def test_the_command_shows_it_and_applies_it(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--db", str(made), "--archive", str(made.parent / "archive"), "--workers", "0"]
    assert cli.run(["replay", "--diff", *where]) == 0
    shown = capsys.readouterr().out
    assert "10 captures of 5 articles were extracted anew." in shown
    assert "published_at  1       0     0" in shown
    assert "https://s1.example/a/1\n    before  –\n    after   2024-05-02\n" in shown
    assert "5 articles would change. Nothing was written" in shown
    assert cli.run(["replay", "--apply", "--json", "--site", "s1.example", *where]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["differing"], said["applied"]) == (2, True)
    assert cli.run(["replay", "--diff", "archive", *where]) == 2
    assert cli.run(["replay", *where]) == 2
