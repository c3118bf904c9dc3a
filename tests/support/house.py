"""The package's structure: who imports whom, and what can be counted of it.

``python -m tests.support.house [PACKAGE]`` prints the counts of a checkout, this one or another.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

Graph = dict[str, set[str]]


class Count(NamedTuple):
    """A number, and the place where it is reached or what it counts."""

    number: int
    where: str = ""


class House:
    """A package's modules, by path below it (``store/database/tables.py``).

    Migrations are left out: one file for each change of the schema, never touched again.
    """

    def __init__(self, package: Path) -> None:
        self.package = package
        paths = sorted(p for p in package.rglob("*.py") if "migrations" not in p.parts)
        texts = {p.relative_to(package).as_posix(): p.read_text(encoding="utf-8") for p in paths}
        self.lines = {module: text.count("\n") for module, text in texts.items()}
        self._trees = {module: ast.parse(text) for module, text in texts.items()}
        self.modules = list(texts)

    def imported(self, module: str) -> list[str]:
        """Return the dotted names that a module imports, wherever in it, for types only as well."""
        return list(imported_names(self._trees[module]))

    def libraries(self, module: str) -> set[str]:
        """Return the packages that a module imports from."""
        return {name.split(".")[0] for name in self.imported(module)}

    def calls(self, module: str) -> set[str]:
        """Return the last names of what a module calls: ``open``, ``read_text``."""
        called = (n.func for n in ast.walk(self._trees[module]) if isinstance(n, ast.Call))
        return {getattr(f, "attr", getattr(f, "id", "")) for f in called}

    def defined(self, module: str) -> set[str]:
        """Return the names of a module's functions, classes and constants."""
        names: set[str] = set()
        for node in self._trees[module].body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names.update(t.id for t in node.targets if isinstance(t, ast.Name))
        return names

    def docstring(self, module: str) -> str:
        """Return a module's docstring, or nothing."""
        return ast.get_docstring(self._trees[module]) or ""

    def functions(self) -> Iterator[Count]:
        """Yield the length of each function in lines."""
        for module, tree in self._trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    length = (node.end_lineno or 0) - node.lineno + 1
                    yield Count(length, f"{module}: {node.name}")

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """The modules of each folder below the package, but for faces."""
        found: dict[str, list[str]] = {}
        for module in self.modules:
            folder, slash, name = module.rpartition("/")
            if slash and not name.startswith("__"):
                found.setdefault(folder, []).append(module)
        return found

    @cached_property
    def graph(self) -> Graph:
        """The modules of the package that each of them imports."""
        return {
            module: {target for name in self.imported(module) if (target := self._file(name))}
            for module in self.modules
        }

    def parts(self, room: str = "") -> Graph:
        """Return which parts of a room (by default of the package) import which others of it."""
        found: Graph = {}
        for module, targets in self.graph.items():
            if here := part(module, room):
                there = {part(target, room) for target in targets}
                found.setdefault(here, set()).update(t for t in there if t and t != here)
        return found

    def _file(self, name: str) -> str | None:
        """Return the module that a dotted name is or lies in; None if it is not ours."""
        first, *words = name.split(".")
        if first != self.package.name:
            return None
        while words:
            for path in ("/".join(words) + ".py", "/".join(words) + "/__init__.py"):
                if path in self._trees:
                    return path
            words.pop()
        return "__init__.py"


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, as dotted names; relative imports are not for this house."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(module: str, room: str = "") -> str | None:
    """Return the part of a room that a module lies in; None if it is elsewhere, or a face."""
    below = module.removeprefix(f"{room}/") if room else module
    if room and below == module:
        return None
    name = below.split("/")[0].removesuffix(".py")
    return None if name in ("__init__", "__main__") else name


def circles(graph: Graph) -> list[set[str]]:
    """Return the groups of nodes that reach one another (strongly connected components)."""
    reached = {node: _reached(graph, node) for node in graph}
    groups = [{n for n in reached[node] if node in reached[n]} for node in graph]
    return [group for i, group in enumerate(groups) if group and group not in groups[:i]]


def _reached(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = set(graph[start])
    while waiting:
        found.add(node := waiting.pop())
        waiting |= graph[node] - found
    return found


def floors(graph: Graph) -> int:
    """Return how many floors nodes need if each stands above all that it uses, with no circle."""
    heights: dict[str, int] = {}

    def height(node: str) -> int:
        if node not in heights:
            heights[node] = 1 + max(map(height, graph[node]), default=0)
        return heights[node]

    return max(map(height, graph))


def counts(house: House) -> dict[str, Count]:
    """Return the counts by which the structure is judged."""
    rooms = house.parts()
    loose = [m for m in house.modules if "/" not in m and part(m)]
    tied = circles(house.graph)
    longest = max(house.folders, key=lambda folder: len(house.folders[folder]))
    return {
        "modules": Count(len(house.modules)),
        "lines": Count(sum(house.lines.values())),
        "rooms": Count(len(rooms) - len(loose)),
        "loose files": Count(len(loose)),
        "floors": Count(floors(rooms)),
        "arrows between parts": Count(sum(map(len, rooms.values()))),
        "circles between modules": Count(len(tied), ", ".join(sorted(set().union(*tied)))),
        "longest folder": Count(len(house.folders[longest]), longest),
        "longest file": max(Count(n, module) for module, n in house.lines.items()),
        "longest function": max(house.functions()),
    }


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "newscrawler").resolve()
    for name, count in counts(House(place)).items():
        print(f"{name:25}{count.number:7}  {count.where}")
