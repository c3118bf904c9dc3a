import json
from pathlib import Path

import pytest

from newscrawler.archive.read.saved_pages import iter_saved, read_saved
from newscrawler.errors import ArchiveError


def page(folder: Path, name: str, html: str = "<p>x</p>", **meta: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    if meta:
        path.with_suffix(".meta.json").write_text(json.dumps(meta), encoding="utf-8")


def test_url_and_time_come_from_the_note(tmp_path: Path) -> None:
    page(tmp_path, "a.html", url="https://example.com/a", captured_at="2020-01-02T03:04:05+02:00")
    (found,) = iter_saved(tmp_path)
    assert (found.url, found.captured_at) == ("https://example.com/a", "2020-01-02T01:04:05Z")


@pytest.mark.parametrize(
    "html",
    ["<link rel=canonical href=https://example.com/a>",
     "<link href='https://example.com/a' rel='canonical'>",
     '<meta property="og:url" content="https://example.com/a">'],
)  # fmt: skip
def test_url_comes_from_the_page(tmp_path: Path, html: str) -> None:
    page(tmp_path, "a.html", html)
    assert read_saved(tmp_path, "a.html").url == "https://example.com/a"


def test_time_comes_from_the_path_or_is_unknown(tmp_path: Path) -> None:
    page(tmp_path, "2020-01-02/a.html")
    page(tmp_path, "b.html")
    assert [c.captured_at for c in iter_saved(tmp_path)] == ["2020-01-02T00:00:00Z", None]
    assert [c.captured_at for c in iter_saved(tmp_path, "2021-01-01")][1] == "2021-01-01T00:00:00Z"


def test_equal_pages_in_two_folders_are_equal_captures_only_if_all_is_equal(tmp_path: Path) -> None:
    for name in ("x/a.html", "y/a.html"):
        page(tmp_path, name, url="https://example.com/a", captured_at="2020-01-02")
    page(tmp_path, "z/a.html", url="https://example.com/a", captured_at="2020-01-03")
    ids = [c.record_id for c in iter_saved(tmp_path)]
    assert len(set(ids)) == 2


def test_a_broken_note_is_named(tmp_path: Path) -> None:
    page(tmp_path, "a.html")
    (tmp_path / "a.meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"a\.meta\.json is not valid JSON"):
        read_saved(tmp_path, "a.html")
