"""A change of the extractor is never taken for an edit by the publisher."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawler.errors import ArchiveError
from newscrawler.extract import code_version, observe
from newscrawler.model import profile, profile_files
from newscrawler.model.capture import Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.replay.extraction import Extraction
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.reading.rows import history

SITES = profile_files.directories([])
URL = "https://example.org/2024/05/06/harbour"
TEXT = [f"Paragraph {n}: the harbour was closed for the day, and ships waited." for n in range(6)]


def save(folder: Path, day: str, texts: list[str]) -> None:
    page = folder / f"{day}.html"
    folder.mkdir(exist_ok=True)
    inner = "".join(f"<p>{text}</p>" for text in texts)
    page.write_text(f"<article><h1>The harbour is closed</h1>{inner}</article>")
    note = {"url": URL, "captured_at": f"{day}T08:00:00Z"}
    page.with_suffix(".meta.json").write_text(json.dumps(note))


@pytest.fixture
def old_extractor(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Code that loses the last paragraph; undone by `undo`."""
    extract = observe.extract

    def shorter(*args: object) -> object:
        article = extract(*args)  # type: ignore[arg-type]
        article.body = (article.body or "").rpartition("\n\n")[0]
        return article

    monkeypatch.setattr(observe, "extract", shorter)
    monkeypatch.setattr(observe, "extractor_id", lambda _: "old")
    return monkeypatch


def versions(db: Path) -> list[tuple[str, str, bool]]:
    with Store(f"sqlite:///{db}", writer=False) as store:
        rows = history(store, URL)
    return [
        (v["captured_at"][:10], v["body"].split("\n\n")[-1], v["extractor"] == "old") for v in rows
    ]


def run(db: Path, folder: Path) -> dict[str, int]:
    with Store(f"sqlite:///{db}") as store:
        return replay(folder, store, SITES).counts


def test_the_same_page_read_better_is_unchanged(
    tmp_path: Path, old_extractor: pytest.MonkeyPatch
) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    save(folder, "2024-05-06", TEXT)
    assert run(db, folder) == {"stored": 1}
    assert versions(db) == [("2024-05-06", TEXT[4], True)]
    old_extractor.undo()
    save(folder, "2024-05-07", TEXT)
    assert run(db, folder) == {"unchanged": 1}
    assert versions(db) == [("2024-05-06", TEXT[5], False)]


def test_an_edit_is_one_version_whatever_the_extractor(
    tmp_path: Path, old_extractor: pytest.MonkeyPatch
) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    save(folder, "2024-05-06", TEXT)
    run(db, folder)
    old_extractor.undo()
    save(folder, "2024-05-07", [*TEXT, "The harbour is open again, the port authority says."])
    assert run(db, folder) == {"revised": 1}
    assert [(v[0], v[2]) for v in versions(db)] == [("2024-05-06", False), ("2024-05-07", False)]
    assert versions(db)[0][1] == TEXT[5]


def test_an_older_capture_that_comes_later_is_no_edit_either(
    tmp_path: Path, old_extractor: pytest.MonkeyPatch
) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    save(folder, "2024-05-07", TEXT)
    run(db, folder)
    old_extractor.undo()
    save(folder, "2024-05-06", TEXT)
    assert run(db, folder) == {"unchanged": 1}
    assert versions(db) == [("2024-05-06", TEXT[5], False)]


def test_what_is_no_article_to_the_code_of_today_goes(
    tmp_path: Path, old_extractor: pytest.MonkeyPatch
) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    save(folder, "2024-05-06", TEXT)
    run(db, folder)
    old_extractor.undo()
    usual = observe.observe

    def stricter(capture: object, facts: object, site: object) -> Observation:
        seen = usual(capture, facts, site)  # type: ignore[arg-type]
        early = seen.facts.captured_at == "2024-05-06T08:00:00Z"
        return replace(seen, outcome=Outcome.NOT_ARTICLE) if early else seen

    old_extractor.setattr("newscrawler.replay.extraction.observe", stricter)
    save(folder, "2024-05-07", TEXT)
    assert run(db, folder) == {"stored": 1}
    assert versions(db) == [("2024-05-07", TEXT[5], False)]


def test_a_record_that_is_gone_leaves_the_old_text(
    tmp_path: Path, old_extractor: pytest.MonkeyPatch
) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    save(folder, "2024-05-06", TEXT)
    run(db, folder)
    old_extractor.undo()
    (folder / "2024-05-06.html").unlink()
    save(folder, "2024-05-07", TEXT)
    assert run(db, folder) == {"revised": 1}
    assert [v[2] for v in versions(db)] == [True, False]


def test_another_record_in_its_place_is_not_taken_for_it(tmp_path: Path) -> None:
    page = b"<h1>The harbour</h1>" + "".join(f"<p>{text}</p>" for text in TEXT).encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nContent-Length: {len(block)}"
        "\r\nWARC-Date: 2024-05-06T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:one>\r\n\r\n"
    ).encode()
    path = tmp_path / "a.warc"
    path.write_bytes(head + block + b"\r\n\r\n")
    with Store(f"sqlite:///{tmp_path}/a.db") as store:
        replay(path, store, SITES)
        facts = CaptureFacts("urn:uuid:one", URL, None, Location("a.warc", 0), "example.org")
        old = replace(facts, record_id="urn:newscrawler:1")
        with Extraction(tmp_path, store, SITES) as extraction:
            assert extraction.one(facts) is not None
            path.write_bytes(path.read_bytes().replace(b"uuid:one", b"uuid:two"))
            assert extraction.one(facts) is None
            assert extraction.one(old) is not None
            with pytest.raises(ArchiveError, match=f"another record lies here than that of {URL}"):
                extraction.capture(facts)


def test_the_name_of_an_extractor_is_of_code_and_profile(tmp_path: Path) -> None:
    text = "name = 'one'\ndomains = ['a.example']\n[[layout]]\ntitle = 'h1'\n"
    path = tmp_path / "one.toml"
    path.write_text(text)
    first = code_version.extractor_id(profile.load(path))
    path.write_text("# a remark\n" + text)
    assert code_version.extractor_id(profile.load(path)) == first
    path.write_text(text.replace("h1", "h2"))
    assert code_version.extractor_id(profile.load(path)) != first
    code, _, _ = first.partition("-")
    assert code_version.extractor_id(None) == code
    assert len(code) == 12
