"""The rules of the house, read from the code as it is."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from newscrawler.commands.main import COMMANDS
from tests.support.paths import ROOT

PACKAGE = ROOT / "newscrawler"
MODULES = sorted(
    p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts
)

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
DOORS = {
    "scrapy": {"crawl"},
    "twisted": {"crawl"},
    "zope": {"crawl"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "fastwarc": {"archive"},
    "isal": {"text"},
    "brotli": {"text"},
    "backports": {"text"},
    "parsel": {"model", "extract", "discover"},
    "lxml": {"model", "extract", "discover"},
    "selectolax": {"extract"},
    "dateutil": {"text"},
    "hijridate": {"text"},
    "gcld3": {"text"},
    "tqdm": {"text"},
    "tldextract": {"model"},
    "pyarrow": {"export"},
    "protego": {"discover"},
    "prometheus_client": {"sites"},
}
TESTS = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "tests").rglob("*.py"))
# Tests of no single room: of the house itself, of its loose files, and of everything at once.
ACROSS = {
    "docs", "end_to_end", "interop",
    "test_house.py", "test_readme.py", "test_config.py", "test_untrusted.py",
}  # fmt: skip
OPENERS = {"What", "Which", "Who", "How"}
MOST_LETTERS = 90
MOST_FILES, MOST_LINES, MOST_LOOSE, MOST_ROOMS = 15, 320, 6, 12
MOST_LINES_OF_A_FUNCTION = 60


@cache
def imports(module: str) -> tuple[str, ...]:
    return imports_of(PACKAGE / module)


def imports_of(path: Path) -> tuple[str, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def place(path: str, room: str) -> str | None:
    """Return in which part of a room a file or a dotted name lies; None if elsewhere."""
    below = path.removeprefix(f"{room}/") if room else path
    if room and below == path:
        return None
    name = below.split("/")[0].removesuffix(".py")
    return None if name in ("__init__", "__main__") else name


@pytest.mark.parametrize("room", FLOORS)
def test_no_import_runs_up_or_aside(room: str) -> None:
    floor = {name: i for i, row in enumerate(FLOORS[room]) for name in row.split()}
    wrong = []
    for module in MODULES:
        here = place(module, room)
        if here is None:
            continue
        assert here in floor, f"{module} stands on no floor: give it one in tests/test_house.py"
        for name in imports(module):
            if name.startswith("newscrawler."):
                there = place(name.removeprefix("newscrawler.").replace(".", "/"), room)
                if there in floor and there != here and floor[there] >= floor[here]:
                    wrong.append(f"{module} imports {name}")
    assert not wrong


def test_the_plan_is_small() -> None:
    rooms = [p for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()]
    loose = [p for p in PACKAGE.glob("*.py") if not p.name.startswith("__")]
    assert len(FLOORS[""]) <= 7
    assert len(rooms) <= MOST_ROOMS
    assert len(loose) <= MOST_LOOSE


@pytest.mark.parametrize("folder", sorted({str(Path(m).parent) for m in MODULES}))
def test_a_folder_can_be_taken_in_at_a_glance(folder: str) -> None:
    files = [p for p in (PACKAGE / folder).glob("*.py") if not p.name.startswith("__")]
    # One file for each command, called as it is.
    assert folder == "commands" or len(files) <= MOST_FILES


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_its_doors(library: str) -> None:
    users = {place(m, "") for m in MODULES if any(n.split(".")[0] == library for n in imports(m))}
    assert users <= DOORS[library]


def test_every_third_party_library_has_a_door() -> None:
    known = {*sys.stdlib_module_names, "newscrawler", "cssselect", *DOORS}
    strangers = {(m, n) for m in MODULES for n in imports(m) if n.split(".")[0] not in known}
    assert not strangers


@pytest.mark.parametrize("module", MODULES)
def test_files_are_rooms_not_halls(module: str) -> None:
    assert Path(module).stem not in ("utils", "helpers", "common", "misc", "base")
    lines = (PACKAGE / module).read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{module} has {lines} lines: it asks to be two"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_in_one_line_what_it_is(module: str) -> None:
    docstring = ast.get_docstring(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
    assert docstring, f"{module} has no docstring"
    first = docstring.splitlines()[0]
    assert len(first) <= MOST_LETTERS, f"{module}: the first line has {len(first)} letters"
    assert first.endswith((".", "?")), f"{module}: the first line is not a whole sentence"
    assert first.split()[0] not in OPENERS, f"{module}: name the thing, not «{first.split()[0]} …»"


def test_tests_lie_in_the_rooms_of_what_they_test() -> None:
    rooms = {name for row in FLOORS[""] for name in row.split() if (PACKAGE / name).is_dir()}
    places = {path.split("/")[1] for path in TESTS if "/test_" in path}
    assert places <= rooms | ACROSS
    assert not [p for p in TESTS if p.startswith("tests/support/") and "/test_" in p]


@pytest.mark.parametrize("path", TESTS)
def test_what_tests_share_lies_in_support(path: str) -> None:
    """No test imports from another test file, or from a benchmark."""
    for name in imports_of(ROOT / path):
        parts = name.split(".")
        assert parts[0] != "benchmarks"
        assert parts[0] != "tests" or not any(p.startswith(("test_", "conftest")) for p in parts)


@pytest.mark.parametrize("module", MODULES)
def test_a_function_fits_a_screen(module: str) -> None:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, f"{module}: {', '.join(long)}"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_file(command: str) -> None:
    tree = ast.parse((PACKAGE / "commands" / f"{command}.py").read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"options", "run"} <= functions
    assert 'EXAMPLE = "' in ast.unparse(tree).replace("'", '"')


def test_each_file_in_commands_is_one_or_belongs_to_one() -> None:
    files = {Path(m).parts[1].removesuffix(".py") for m in MODULES if m.startswith("commands/")}
    others = files - {*COMMANDS, "__init__", "__main__", "main", "options"}
    # `replay_diff` is a part of `replay`.
    assert not {name for name in others if name.partition("_")[0] not in COMMANDS}


def test_readme_has_the_commands_of_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^## Commands\n\n(.*?)\n\n", readme, re.DOTALL | re.MULTILINE)
    cells = [row.split(" | ")[0] for row in table.splitlines()[2:]]
    named = re.findall(r"`(?:newscrawler )?([a-z]+)", " ".join(cells))
    assert list(dict.fromkeys(named)) == list(COMMANDS)
