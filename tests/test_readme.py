"""README's commands, settings and tables are true."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler import settings
from newscrawler.commands.main import make_parser
from newscrawler.config import SETTINGS
from newscrawler.model import profile
from newscrawler.model.outcome import Outcome
from newscrawler.store.reading.rows import EXPORT_KEYS
from newscrawler.version import __version__
from tests.support.paths import ROOT
from tests.support.project import Project
from tests.support.transcript import Shell, blocks, console, fits

README = (ROOT / "README.md").read_text(encoding="utf-8")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def lines(kind: str) -> Iterator[str]:
    for block in blocks(README, kind):
        yield from (line for line in block.splitlines() if line.strip())


def test_the_first_screen_shows_what_it_is_and_what_it_prints() -> None:
    screen = README.splitlines()[:30]
    assert all(len(line.translate({0x2068: None, 0x2069: None})) <= 82 for line in screen)
    assert screen.count("```console") == 1
    assert screen.count("```") == 1
    assert "## Two commands" in screen
    assert README.count("\n") <= 124


def test_the_commands_on_the_fixtures_print_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    done = 0
    with Shell(tmp_path, start=tmp_path) as shell:
        for step in console(README):
            ran = shell.run(step.command)
            told = f"{step.command}\n{ran.stdout}{ran.stderr[-3000:]}"
            assert ran.returncode == 0, told
            assert ran.stdout, told
            assert step.shown, told
            assert fits(step.shown, ran.stdout), told
            done += 1
    assert done == README.count("\n$ ") > 2


def test_the_demo_prints_what_is_shown(project: Project) -> None:
    done = project.run("demo")
    assert done.returncode == 0, done.stderr
    (shown,) = blocks(README, "text")
    assert fits(("…", *shown.splitlines()), done.stdout), done.stdout
    assert "alwadi: 24 new" in done.stdout
    assert "alwadi: 0 new, 24 unchanged, 6 listing, 1 redirect, 1 robots, 1 gone" in done.stdout
    (project.folder / "demo" / "mine.txt").touch()
    refused = project.run("demo")
    assert refused.returncode == 2
    assert "mine.txt" in refused.stderr


@pytest.mark.parametrize("line", [x for x in lines("sh") if x.startswith("newscrawler")])
def test_the_other_commands_exist(line: str) -> None:
    assert make_parser().parse_args(shlex.split(line)[1:]).run


def test_make_has_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in (x for x in lines("sh") if x.startswith("make ")):
        assert f"\n{line.removeprefix('make ')}:" in makefile


def test_the_profile_loads(tmp_path: Path) -> None:
    (text,) = blocks(README, "toml")
    path = tmp_path / f"{tomllib.loads(text)['name']}.toml"
    path.write_text(text, encoding="utf-8")
    assert len(profile.load(path).layouts[0].selectors) == 3


def test_the_library_call_works() -> None:
    (code,) = blocks(README, "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-3:] == ["2017-12-21", "744", "heuristic:views"]


def test_tables_are_complete() -> None:
    ours = {name for name in dir(settings) if name.startswith("NEWSCRAWLER_")}
    assert ours == {setting.name for setting in SETTINGS}
    named = re.findall(r"^\| `(NEWSCRAWLER_\w+)`", page("settings.md"), re.MULTILINE)
    assert ours == set(named)
    assert ", ".join(f"`{key}`" for key in EXPORT_KEYS) in page("fields.md")
    assert all(f"`{name}`" in page("profiles.md") for name in profile.FIELDS)
    outcomes = re.findall(r"^\| ([\w-]+) \|", page("ledger.md"), re.MULTILINE)
    assert set(outcomes) - {"outcome"} == set(Outcome)


def test_the_changelog_names_the_version_and_the_next() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall("^## (\\S+)", changes, re.MULTILINE)[:2] == ["Unreleased", __version__]
