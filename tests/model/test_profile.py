from datetime import date
from pathlib import Path

import pytest

from newscrawler.errors import ProfileError, UsageError
from newscrawler.model import profile, profile_files

GOOD = """\
name = "site"
domains = ["example.com"]
article_url = '/\\d+/'
[[layout]]
title = 'h1'
[[layout]]
since = 2024-06-01
title = ['h2', '//h3/text()']
"""


def load(tmp_path: Path, text: str) -> profile.Profile:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return profile.load(path)


def test_a_good_one(tmp_path: Path) -> None:
    site = load(tmp_path, GOOD)
    assert (site.name, site.domains) == ("site", ("example.com",))
    assert [layout.since for layout in site.layouts] == [None, date(2024, 6, 1)]
    assert [s.text for s in site.layouts[1].selectors["title"]] == ["h2", "//h3/text()"]


@pytest.mark.parametrize(
    ("captured_at", "order"),
    [
        ("2024-05-31T23:59:59Z", ["base", "2024-06-01"]),
        ("2024-06-01T00:00:00Z", ["2024-06-01", "base"]),
        (None, ["2024-06-01", "base"]),
    ],
)
def test_the_layout_is_chosen_by_capture_date(
    tmp_path: Path, captured_at: str | None, order: list[str]
) -> None:
    site = load(tmp_path, GOOD)
    assert [layout.name for layout in site.layouts_for(captured_at)] == order


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD.replace("domains", "domain"), 2, ["domain", "is not a key", "«domains»"]),
        (GOOD.replace("title = 'h1'", "titel = 'h1'"), 5, ["titel", "«title»"]),
        (GOOD.replace("'h1'", "'h1[['"), 5, ["title", "h1[[", "no selector"]),
        (GOOD.replace("'h1'", "'//h1['"), 5, ["title", "//h1["]),
        (GOOD.replace("2024-06-01", "'June'"), 7, ["since", "2024-06-01"]),
        (GOOD.replace("since = 2024-06-01\n", ""), 6, ["since"]),
        (GOOD.replace("title = 'h1'", "body = '.text::text'"), 5, ["body", "elements", "'.text'"]),
        (GOOD.replace("'/\\d+/'", "'/(\\d+/'"), 3, ["article_url", "regular expression"]),
        (GOOD.replace('"site"', '"other"'), 1, ["other.toml"]),
        (GOOD.replace('["example.com"]', '["https://example.com/"]'), 2, ["without http"]),
        (GOOD + "timezone = 'Mars'\n", 9, ["timezone"]),
        ("timezone = 'Mars/Base'\n" + GOOD, 1, ["timezone", "Asia/Damascus"]),
        (GOOD.replace("title = 'h1'", "title = 7"), 5, ["title", "quotes"]),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_key(
    tmp_path: Path, text: str, line: int, words: list[str]
) -> None:
    with pytest.raises(ProfileError) as error:
        load(tmp_path, text)
    message = str(error.value)
    assert f"site.toml, line {line}:" in message
    assert all(word in message for word in words)


def test_an_unquoted_selector_names_its_place(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"site\.toml.*line 5.*quotes"):
        load(tmp_path, GOOD.replace("'h1'", "#main h1"))


def test_the_users_own_folder_goes_first(tmp_path: Path) -> None:
    own = tmp_path / "alsahifa.toml"
    own.write_text('name = "alsahifa"\ndomains = ["mine.example"]\n', encoding="utf-8")
    folders = profile_files.directories([tmp_path])
    assert profile_files.find("alsahifa", folders).domains == ("mine.example",)
    assert profile_files.find("tallcedar", folders).name == "tallcedar"


def test_unknown_sites_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean «alsahifa»"):
        profile_files.find("alsahifah", profile_files.directories([]))
    with pytest.raises(UsageError, match="nowhere"):
        profile_files.directories([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    "path", profile_files.paths(profile_files.directories([])).values(), ids=lambda p: p.stem
)
def test_every_bundled_profile_loads(path: Path) -> None:
    assert profile.load(path).layouts
