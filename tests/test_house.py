"""The rules of the house, read from the code as it is."""

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "newscrawler"
MODULES = sorted(p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py"))

# From the ground up; a room may use those below it and, inside a room, its own.
FLOORS = (
    {
        "clock",
        "errors",
        "items",
        "encoding",
        "coding",
        "capture",
        "text",
        "urls",
        "outcome",
        "observation",
        "tombstone",
        "revisit",
        "outputs",
        "rhythm",
        "whole",
        "verdict",
        "series",
        "rights",
        "refusals",
    },
    {"profile", "archive", "dedupe", "health", "store"},
    {"config", "settings", "extract", "discover", "hosts"},
    {"extractor", "process", "repair", "workers"},
    {"reextract"},
    {
        "export",
        "terminal",
        "condition",
        "metrics",
        "differences",
        "replay",
        "rederive",
        "demo",
        "erase",
        "backup",
        "verify",
    },
    {"downloader", "extensions"},
    {"spiders", "pipelines"},
    {"scheduler"},
    {"commands", "cli"},
)
_EVERYWHERE_SCRAPY = {"scheduler", "spiders", "downloader", "pipelines", "extensions", "commands"}
DOORS = {
    "scrapy": _EVERYWHERE_SCRAPY,
    "twisted": _EVERYWHERE_SCRAPY,
    "zope": {"downloader"},  # Twisted's interfaces
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "fastwarc": {"archive"},
    "isal": {"coding"},
    "parsel": {"profile", "extract", "discover"},
    "lxml": {"profile", "extract", "discover"},
    "selectolax": {"extract"},
    "dateutil": {"text"},
    "hijridate": {"text"},
    "gcld3": {"text"},
    "tqdm": {"terminal"},
    "pyarrow": {"export"},
    "protego": {"discover"},
    "tldextract": {"urls"},
    "brotli": {"coding"},
    "backports": {"coding"},
}


def room(module: str) -> str:
    return module.removesuffix(".py").split("/")[0]


@cache
def imports(module: str) -> tuple[str, ...]:
    """Return the names of all modules that a file imports, wherever in it."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            found.append(node.module or "")
            if node.module == "newscrawler":
                found += [f"newscrawler.{alias.name}" for alias in node.names]
    return tuple(found)


def own(module: str) -> set[str]:
    """Return the rooms of ours that a file imports from."""
    parts = (name.split(".") for name in imports(module) if name.startswith("newscrawler."))
    rooms = {words[1] for words in parts}
    return {r for r in rooms if (PACKAGE / r).is_dir() or (PACKAGE / f"{r}.py").exists()}


def floor(name: str) -> int:
    found = [i for i, rooms in enumerate(FLOORS) if name in rooms]
    assert found, f"{name} stands on no floor: give it one in tests/test_house.py"
    return found[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m != "__init__.py"])
def test_no_import_runs_upward(module: str) -> None:
    above = {r for r in own(module) if floor(r) > floor(room(module))}
    # `overrides` of the command line is read by the commands that it calls.
    assert not above, f"{module} imports from above: {above}"


def test_no_circles_between_rooms() -> None:
    edges: dict[str, set[str]] = {}
    for module in MODULES:
        edges.setdefault(room(module), set()).update(own(module) - {room(module)})
    done: list[str] = []
    while edges.keys() - set(done):
        free = [r for r in edges if r not in done and edges[r] <= {*done, r}]
        if not free:
            left = {r: edges[r] - set(done) for r in edges if r not in done}
            # cli calls the commands lazily, and they read its options.
            assert not left, f"rooms import each other: {left}"
        done += free


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_one_door(library: str) -> None:
    users = {room(m) for m in MODULES if any(name.split(".")[0] == library for name in imports(m))}
    assert users <= DOORS[library]


def test_every_third_party_library_has_a_door() -> None:
    import sys

    known = {*sys.stdlib_module_names, "newscrawler", *DOORS}
    # cssselect checks the selectors of profiles.
    known |= {"cssselect"}
    strangers = {
        (module, name)
        for module in MODULES
        for name in imports(module)
        if name.split(".")[0] not in known
    }
    assert not strangers


@pytest.mark.parametrize("module", MODULES)
def test_files_are_rooms_not_halls(module: str) -> None:
    assert Path(module).stem not in ("utils", "helpers", "common", "misc")
    lines = (PACKAGE / module).read_text(encoding="utf-8").count("\n")
    assert lines <= 320, f"{module} has {lines} lines: it asks to be two rooms"
