"""README's commands, settings and tables are true."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from newscrawler import settings
from newscrawler.commands.main import make_parser
from newscrawler.config import SETTINGS
from newscrawler.errors import ExitCode
from newscrawler.model import profile
from newscrawler.model.outcome import Outcome
from newscrawler.store.reading.rows import EXPORT_KEYS
from tests.support.paths import ROOT
from tests.support.project import Project

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


def lines(kind: str) -> list[str]:
    found = [line for block in blocks(kind) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in found if line.strip()]


def test_the_commands_on_the_fixtures_run(project: Project) -> None:
    (project.folder / "fixtures").symlink_to(ROOT / "fixtures")
    commands = lines("console")
    assert len(commands) > 5
    for line in commands:
        program, *words = shlex.split(line)
        done = project.scrapy(*words) if program == "scrapy" else project.run(*words)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert done.stdout, line


@pytest.mark.parametrize("line", [x for x in lines("sh") if x.startswith("newscrawler")])
def test_the_other_commands_exist(line: str) -> None:
    assert make_parser().parse_args(shlex.split(line)[1:]).run


def test_make_has_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in (x for x in lines("sh") if x.startswith("make ")):
        assert f"\n{line.removeprefix('make ')}:" in makefile


def test_the_profile_loads(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / f"{tomllib.loads(text)['name']}.toml"
    path.write_text(text, encoding="utf-8")
    assert len(profile.load(path).layouts[0].selectors) == 5


def test_the_library_call_works() -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-3:] == ["2017-12-21", "744", "heuristic:views"]


def test_tables_are_complete() -> None:
    ours = {name for name in dir(settings) if name.startswith("NEWSCRAWLER_")}
    assert ours == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        row = ["", f"`{setting.name}`", default, setting.meaning, ""]
        assert re.sub(" +", " ", " | ".join(row)).strip() in README
    codes = "".join(f"| {code} | {code.detail} |\n" for code in ExitCode)
    assert codes in README
    assert ", ".join(EXPORT_KEYS) in " ".join(README.split())
    assert all(f"`{name}`" in README for name in profile.FIELDS)
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([\w-]+) \|", text, re.MULTILINE)) - {"outcome"} == set(Outcome)


def test_the_changelog_names_the_version_or_the_next() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
