"""`newscrawler check SITE --page`: how a profile fits one page."""

import json
from pathlib import Path

import pytest

from newscrawler.text.terminal import cell_width
from tests.support.paths import ROOT
from tests.support.project import Project
from tests.support.server import Server

SEED = str(ROOT / "fixtures/alsahifa/2017-12-22/exam-dates.html")
PAGE = """<html lang="en"><head><title>A bridge of glass | Local</title></head><body>
<h1>A bridge of glass</h1><p class="day">some day in spring</p><p class="who">Ada Sample</p>
<div class="text"><p>The town has built a bridge of glass over the old harbour, and opened it.</p>
<p>It is closed when it rains, because nobody can see where it ends.</p></div>
<div class="more"><p>Vote for this story, and tell us what you think of it.</p></div></body></html>"""
LAYOUT = """
[[layout]]
title     = 'h1'
body      = '.text'
published = '.day'
author    = '.who'
views     = '.views'
"""


def fields(text: str) -> dict[str, dict[str, object]]:
    return {field["field"]: field for field in json.loads(text)["fields"]}


def test_a_page_that_fits(project: Project) -> None:
    done = project.run("check", "alsahifa", "--page", SEED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("https://alsahifa.example/2017/12/21/exam-dates/\n")
    assert "alsahifa.toml: layout base" in done.stdout
    lines = done.stdout.splitlines()
    assert lines[2].split() == ["field", "selector", "value", "generic"]
    assert all(cell_width(line) <= 80 for line in lines[2:])
    assert lines[8].split() == ["views", ".post-views", "744", "744", "agree"]
    assert lines[-1] == "Each selected field is found."


def test_verdicts(project: Project) -> None:
    project.profile(LAYOUT)
    path = project.folder / "bridge.html"
    path.write_text(PAGE, encoding="utf-8")
    done = project.run("check", "local", "--page", str(path), "--json")
    assert done.returncode == 0, done.stderr
    found = fields(done.stdout)
    assert json.loads(done.stdout)["layout"] == "base"
    assert found["title"]["verdict"] == "agree"
    assert found["title"]["selector"] == "h1"
    assert str(found["body"]["value"]).endswith("nobody can see where it ends.")
    assert (found["author"]["value"], found["author"]["generic"]) == (["Ada Sample"], [])
    assert found["author"]["verdict"] == "differ"
    assert found["published"]["value"] == "some day in spring"
    assert found["published"]["verdict"] == "unread"
    assert (found["views"]["value"], found["views"]["verdict"]) == (None, "empty")
    assert (found["tags"]["selector"], found["tags"]["verdict"]) == (None, None)
    shown = project.run("check", "local", "--page", str(path)).stdout.splitlines()
    assert shown[-1] == "not found: published, views"


@pytest.mark.parametrize("missing", ["title     = 'h1'", "body      = '.text'"])
def test_a_selector_of_title_or_body_that_finds_nothing_is_5(
    project: Project, missing: str
) -> None:
    """Also where the generic path would find one: the profile is out of date."""
    field, _, selector = missing.partition("=")
    project.profile(LAYOUT.replace(missing, f"{field}= {selector.strip()[:-1]}.gone'"))
    path = project.folder / "bridge.html"
    path.write_text(PAGE, encoding="utf-8")
    done = project.run("check", "local", "--page", str(path), "--json")
    assert done.returncode == 5, done.stderr
    found = fields(done.stdout)[field.strip()]
    assert found["verdict"] == "empty"
    assert found["generic"]


def test_a_live_page(project: Project, server: Server) -> None:
    server.article("/a/1", "Fetched")
    project.profile()
    done = project.run("check", "local", "--page", f"{server.url}/a/1", "--json")
    assert done.returncode == 0, done.stderr
    assert fields(done.stdout)["title"]["value"] == "Fetched"
    assert sorted(p.name for p in project.folder.iterdir()) == ["sites"]
    gone = project.run("check", "local", "--page", f"{server.url}/none")
    assert gone.returncode == 5
    assert "(answered 404)" in gone.stdout


def test_what_cannot_be_checked_is_said(project: Project, tmp_path: Path) -> None:
    project.profile()
    elsewhere = project.run("check", "local", "--page", "https://news.example.com/1")
    assert elsewhere.returncode == 2
    assert "is not on 127.0.0.1" in elsewhere.stderr
    nowhere = project.run("check", "local", "--page", str(tmp_path / "none.html"))
    assert nowhere.returncode == 2
    assert "no such file" in nowhere.stderr
