"""The pages of the documentation: what they link to and name is there, what they run works."""

import re
import shlex
from pathlib import Path

import pytest

from newscrawler.commands.main import make_parser
from tests.support.paths import ROOT
from tests.support.transcript import Shell, blocks, console, fits

PACKAGE = ROOT / "newscrawler"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md", *DOCS]
ROOMS = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
MODULES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("newscrawler", "tests", "benchmarks", "docs")
    for path in (ROOT / folder).rglob("*.py")
]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


OTHERS = re.compile(r"sites/[\w-]+\.toml|score\.py")
"""What is no part of the project: profiles of the reader's own, and what scores the corpus."""


def paths(text: str) -> set[str]:
    """Return what a page names in backquotes that is a path of the project, or a module."""
    roots = {"newscrawler", "tests", "benchmarks", "docs", "fixtures"}
    words = {word for word in re.findall(r"`([\w./-]+)`", text) if not OTHERS.fullmatch(word)}
    inside = {word for word in words if "/" in word and word.split("/")[0] in ROOMS | roots}
    run = {
        word.replace(".", "/") + ".py" for word in re.findall(r"-m (benchmarks(?:\.\w+)+)", text)
    }
    return inside | run | {word for word in words if word.endswith(".py")}


def exists(path: str) -> bool:
    """Tell whether a path is there, from the project's folder or the package's.

    A page about a room may leave out what stands before a module's name.
    """
    is_there = any((root / path).exists() for root in (ROOT, PACKAGE))
    return is_there or any(module.endswith(f"/{path}") for module in MODULES)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_path_that_is_named_exists(page: Path) -> None:
    assert not [path for path in paths(page.read_text(encoding="utf-8")) if not exists(path)]


def test_paths_are_really_looked_for() -> None:
    found = paths("`archive/write/none.py` `export.py` `sites/my.toml` `a/b.txt` `none.py`")
    assert found == {"archive/write/none.py", "export.py", "none.py"}
    assert {path for path in found if exists(path)} == {"export.py"}
    assert paths("python -m benchmarks.none") == {"benchmarks/none.py"}


def commands(text: str) -> list[str]:
    """Return the command lines of ours that a page has: in its blocks and in its sentences."""
    block = r"^(?:    |\$ )?(?:[^`|\n]+ \| )?(newscrawler [a-z][^`\n|>]*)"
    found = re.findall(block, text, re.MULTILINE) + re.findall(r"`(newscrawler [a-z][^`]*)`", text)
    return [line for line in found if "[options]" not in line]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_command_that_is_named_is_understood(page: Path) -> None:
    parser = make_parser()
    for line in commands(page.read_text(encoding="utf-8")):
        parser.parse_args(shlex.split(line, comments=True)[1:])


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=name)
def test_a_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [x for x in links if "://" not in x and not (page.parent / x).exists()]
    assert not missing


def test_the_index_has_every_file_in_four_groups() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)]+)\)", index)
    files = {path.name for path in (ROOT / "docs").iterdir() if path.is_file()}
    assert files - {"README.md"} == {link for link in linked if "/" not in link}
    assert len(linked) == len(set(linked))
    assert {page.name for page in DOCS} - {"README.md"} <= set(
        re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", index, re.MULTILINE)
    )
    assert re.findall("^## (.*)", index, re.MULTILINE) == [
        "Getting started",
        "Using",
        "Writing sites and code",
        "Reference",
    ]


WITH_CONSOLES = [
    page
    for page in DOCS
    if page.name != "tutorial.md" and blocks(page.read_text(encoding="utf-8"), "console")
]


@pytest.mark.parametrize("page", WITH_CONSOLES, ids=name)
def test_what_a_page_runs_on_the_fixtures_prints_what_it_shows(page: Path, tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    with Shell(tmp_path, start=tmp_path) as shell:
        for step in console(page.read_text(encoding="utf-8")):
            done = shell.run(step.command)
            told = f"{step.command}\n{done.stdout}\n{done.stderr[-3000:]}"
            assert done.returncode == 0, told
            assert fits(step.shown, done.stdout), told


def test_a_picture_fits_a_terminal() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (picture,) = blocks(page, "")
    assert picture.isascii()
    assert all(len(line) <= 79 for line in picture.splitlines())
