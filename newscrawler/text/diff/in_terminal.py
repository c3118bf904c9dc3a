"""A difference in a terminal: `[-gone-]{+new+}` as git's word diff has it, or colours.

A line is laid out by the terminal's own bidi algorithm, so each stands in an isolate with its
paragraph's direction, and so does each change in it: else a mark would land where its neighbours'
directions put it (UAX #9, N1).
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from newscrawler.text.arabic import clean
from newscrawler.text.diff.difference import Difference, Kind, Paragraph
from newscrawler.text.terminal import cell_width

_MARKS = {Kind.KEPT: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}
# Struck through and underlined, for readers who cannot distinguish red and green.
_COLOURS = {
    Kind.KEPT: ("", ""),
    Kind.REMOVED: ("\x1b[31;9m", "\x1b[0m"),
    Kind.ADDED: ("\x1b[32;4m", "\x1b[0m"),
}
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"


def lines(found: Difference, *, width: int = 80, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a difference, `width` columns at most; unchanged text is counted."""
    if found.title.changed:
        yield "Headline"
        yield from _wrapped(found.title, width, colour)
        yield ""
    for changed, group in groupby(found.body, key=lambda paragraph: paragraph.changed):
        paragraphs = list(group)
        if not changed:
            yield f"({len(paragraphs)} paragraph{'s' * (len(paragraphs) > 1)} unchanged)"
            yield ""
            continue
        for paragraph in paragraphs:
            if paragraph.moved:
                yield "(moved here)"
            yield from _wrapped(paragraph, width, colour)
            yield ""


class _Piece(NamedTuple):
    kind: Kind
    text: str
    apart: bool


def _wrapped(paragraph: Paragraph, width: int, colour: bool) -> Iterator[str]:
    """Yield a paragraph's lines. Marks are closed at a line's end and opened anew."""
    marks = _COLOURS if colour else _MARKS
    direction = _RLI if paragraph.is_rtl else _LRI
    line: list[_Piece] = []
    used = 0
    for piece in _pieces(paragraph, width - 4):
        fresh = not line or line[-1].kind is not piece.kind
        edge = 0 if colour or piece.kind is Kind.KEPT or not fresh else 4
        size = cell_width(piece.text) + edge + (piece.apart and bool(line))
        if line and used + size > width:
            yield _line(line, direction, marks)
            line, used = [], 0
            size = cell_width(piece.text) + (0 if colour or piece.kind is Kind.KEPT else 4)
        line.append(piece)
        used += size
    if line:
        yield _line(line, direction, marks)


def _pieces(paragraph: Paragraph, width: int) -> Iterator[_Piece]:
    """Yield words; text without spaces, as Chinese, in pieces that fit a line."""
    apart = False
    for run in paragraph.runs:
        apart = apart or run.text[:1].isspace()
        for word in clean(run.text).split():
            rest = word
            while rest:
                size = width
                while cell_width(rest[:size]) > width:
                    size -= 1
                yield _Piece(run.kind, rest[:size], apart)
                rest, apart = rest[size:], False
            apart = True
        apart = run.text[-1:].isspace()


def _line(pieces: list[_Piece], direction: str, marks: dict[Kind, tuple[str, str]]) -> str:
    parts: list[str] = []
    is_plain = True
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        row = list(group)
        text = row[0].text + "".join(" " * p.apart + p.text for p in row[1:])
        is_plain = is_plain and text.isascii()
        if kind is not Kind.KEPT:
            text = f"{direction}{text}{_PDI}"
        opens, closes = marks[kind]
        parts.append(" " * (row[0].apart and bool(parts)) + opens + text + closes)
    joined = "".join(parts)
    if is_plain:
        return joined.replace(direction, "").replace(_PDI, "")
    return f"{direction}{joined}{_PDI}"
