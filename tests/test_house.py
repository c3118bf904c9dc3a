"""The rules of the house, read from the code as it is: docs/architecture.md says why."""

import ast
import re
import sys
from pathlib import Path

import pytest

from newscrawler.commands.main import COMMANDS
from tests.support.house import House, circles, counts, imported_names, part
from tests.support.paths import ROOT

HOUSE = House(ROOT / "newscrawler")
COUNTS = counts(HOUSE)

# From the ground up. What stands in a row knows nothing of its neighbours.
FLOORS: dict[str, tuple[str, ...]] = {
    "": (
        "text errors version",
        "model clock",
        "discover archive extract store",
        "config export replay",
        "sites maintenance settings",
        "crawl",
        "commands",
    ),
    "archive": ("parse manifest", "read", "write", "export"),
    "extract": (
        "html confidence code_version workers",
        "body dates fields not_articles",
        "selectors",
        "merge",
        "observe",
    ),
    "store": ("database", "captures ledger duplicates", "articles", "reading", "upkeep", "store"),
    "crawl": (
        "backoff progress",
        "run logs",
        "fetch spiders pipelines announce",
        "launch scheduler",
        "several scrapy_commands",
    ),
    "text": (
        "arabic encoding instants units language",
        "dates digest terminal",
        "view_counts diff",
    ),
}
# The rooms that import a library.
DOORS = {
    "ada_url": "model",
    "alembic": "store",
    "backports": "text",
    "brotli": "text",
    "dateutil": "text",
    "fastwarc": "archive",
    "gcld3": "text",
    "hijridate": "text",
    "isal": "text",
    "lxml": "discover extract model",
    "parsel": "discover extract model",
    "prometheus_client": "sites",
    "protego": "discover",
    "pyarrow": "export",
    "scrapy": "crawl",
    "selectolax": "extract",
    "sqlalchemy": "store",
    "tldextract": "model",
    "tqdm": "text",
    "twisted": "crawl",
    "zope": "crawl",  # Twisted's interfaces
}
PURE_ROOMS = ("text", "model", "discover", "extract")
IMPURE_MODULES = {"aiohttp", "requests", "socket", "subprocess", "time", "urllib.request"}
IMPURE_CALLS = {
    "now", "open", "read_bytes", "read_text", "today", "urlopen", "write_bytes", "write_text",
}  # fmt: skip
READERS = {
    "extract/code_version.py",  # its own code, to give it a name
    "model/profile.py",  # a profile is a file
}
MOST = {
    "rooms": 12, "loose files": 6, "floors": 7, "circles between modules": 0,
    "longest file": 320, "longest function": 60,
}  # fmt: skip
MOST_FILES = 15
MOST_LETTERS = 90
OPENERS = {"What", "Which", "Who", "How"}
TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Tests of no single room: of the house itself, of its loose files, and of everything at once.
ACROSS = {
    "docs", "end_to_end", "interop", "support",
    "conftest.py", "test_config.py", "test_house.py", "test_readme.py", "test_untrusted.py",
}  # fmt: skip


@pytest.mark.parametrize("room", FLOORS)
def test_no_import_runs_up_or_aside(room: str) -> None:
    floor = {name: i for i, row in enumerate(FLOORS[room]) for name in row.split()}
    parts = HOUSE.parts(room)
    assert parts.keys() == floor.keys(), "each part of a room has its floor here"
    assert not [
        f"{here} imports {there}"
        for here, others in parts.items()
        for there in others
        if floor[there] >= floor[here]
    ]


def test_no_modules_import_one_another() -> None:
    assert circles(HOUSE.graph) == []


@pytest.mark.parametrize("what", MOST)
def test_the_house_is_small(what: str) -> None:
    assert COUNTS[what].number <= MOST[what], f"{COUNTS[what].where} asks to be two"


@pytest.mark.parametrize("folder", HOUSE.folders)
def test_a_folder_can_be_taken_in_at_a_glance(folder: str) -> None:
    # One file for each command, called as it is.
    assert folder == "commands" or len(HOUSE.folders[folder]) <= MOST_FILES


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_its_doors(library: str) -> None:
    users = {part(m) for m in HOUSE.modules if library in HOUSE.libraries(m)}
    assert users == set(DOORS[library].split())


def test_every_library_has_a_door() -> None:
    known = {*sys.stdlib_module_names, "newscrawler", *DOORS}
    assert not {(m, name) for m in HOUSE.modules for name in HOUSE.libraries(m) - known}


@pytest.mark.parametrize("module", [m for m in HOUSE.modules if part(m) in PURE_ROOMS])
def test_pure_rooms_read_no_clock_no_file_and_no_network(module: str) -> None:
    assert not set(HOUSE.imported(module)) & {*IMPURE_MODULES, "newscrawler.clock"}
    assert module in READERS or not HOUSE.calls(module) & IMPURE_CALLS


@pytest.mark.parametrize("module", HOUSE.modules)
def test_no_private_name_is_imported(module: str) -> None:
    private = re.compile(r"newscrawler\..*\b_(?!_)")
    assert not [name for name in HOUSE.imported(module) if private.match(name)]


@pytest.mark.parametrize("module", HOUSE.modules)
def test_a_module_says_in_one_line_what_it_is(module: str) -> None:
    assert Path(module).stem not in ("base", "common", "helpers", "misc", "utils")
    first = HOUSE.docstring(module).partition("\n")[0]
    assert 0 < len(first) <= MOST_LETTERS
    assert first.endswith((".", "?"))
    assert first.split()[0] not in OPENERS, "name the thing"


def test_tests_lie_in_the_rooms_of_what_they_test() -> None:
    rooms = {name for row in FLOORS[""] for name in row.split()}
    places = {p.relative_to(ROOT / "tests").parts[0] for p in TESTS} - {"__init__.py"}
    assert places <= rooms | ACROSS
    assert not list((ROOT / "tests/support").rglob("test_*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_tests_share_lies_in_support(path: Path) -> None:
    """No test imports from another test file, or from a benchmark."""
    for name in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
        first, *others = name.split(".")
        assert first != "benchmarks"
        assert first != "tests" or not [o for o in others if o.startswith(("test_", "conftest"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_file(command: str) -> None:
    assert {"EXAMPLE", "options", "run"} <= HOUSE.defined(f"commands/{command}.py")


def test_each_file_in_commands_is_one_or_belongs_to_one() -> None:
    others = {Path(m).stem for m in HOUSE.folders["commands"]} - {*COMMANDS, "main", "options"}
    # `replay_diff` is a part of `replay`.
    assert not {name for name in others if name.partition("_")[0] not in COMMANDS}


def test_readme_has_the_commands_of_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^## Commands\n\n(.*?)\n\n", readme, re.DOTALL | re.MULTILINE)
    cells = [row.split(" | ")[0] for row in table.splitlines()[2:]]
    named = re.findall(r"`(?:newscrawler )?([a-z]+)", " ".join(cells))
    assert list(dict.fromkeys(named)) == list(COMMANDS)


def test_one_module_joins_addresses() -> None:
    # What comes from outside may be no address; urllib.parse raises on it.
    assert not [m for m in HOUSE.modules if "urllib.parse.urljoin" in HOUSE.imported(m)]
