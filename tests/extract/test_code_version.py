"""The extractor's id counts the code that decides what comes out of a capture, and no other."""

import ast
from pathlib import Path

import newscrawler
from newscrawler.extract.code_version import ROOMS

PACKAGE = Path(newscrawler.__file__).parent
ELSEWHERE = ("errors.py", "version.py")
"""Words for people, and the version, which the id has in itself."""


def imported(path: Path) -> set[Path]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    own = (PACKAGE.joinpath(*n.split(".")[1:]) for n in names if n.startswith("newscrawler."))
    both = ((place.with_suffix(".py"), place / "__init__.py") for place in own)
    return {file for files in both for file in files if file.exists()}


def test_the_id_counts_what_extraction_imports_and_no_more() -> None:
    found, waiting = set[Path](), {PACKAGE / "extract/observe.py"}
    while waiting:
        found |= waiting
        waiting = set().union(*map(imported, waiting)) - found
    names = {path.relative_to(PACKAGE).as_posix() for path in found} - set(ELSEWHERE)
    counted = {
        path.relative_to(PACKAGE).as_posix()
        for room in ROOMS
        for path in ([PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py"))
    }
    assert names <= counted
    below = {name for name in counted if not name.startswith("extract/")}
    assert below <= names | {f"{room}/__init__.py" for room in ROOMS}
