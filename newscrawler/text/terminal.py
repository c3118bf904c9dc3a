"""Terminal output: tables that bear right-to-left text, and progress bars.

Text of a page is untrusted: control characters would let it move the cursor, and bidi controls
would let it reorder the line that it stands in.
"""

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from tqdm import tqdm

from newscrawler.text.arabic import clean, is_rtl

_NARROWEST = 8
_FSI, _PDI = "\u2068", "\u2069"


def cell_width(text: str) -> int:
    """Return the columns that a text takes (UAX #11); marks and controls take none."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
        if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc")
    )


def fit(text: str, width: int) -> str:
    """Return a text in exactly `width` columns, isolated from its neighbours if it is RTL."""
    shown = clean(text)
    if cell_width(shown) > width:
        kept, room = [], width - 1
        for char in shown:
            room -= cell_width(char)
            if room < 0:
                break
            kept.append(char)
        shown = "".join(kept).rstrip() + "…"
    padding = " " * (width - cell_width(shown))
    # An isolate keeps the cell's own order inside and the table's order outside (UAX #9).
    return f"{_FSI}{shown}{_PDI}{padding}" if is_rtl(shown) else shown + padding


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; the widest columns shrink until it fits the terminal."""
    body = [[clean(str(v if v is not None else "–")) for v in row] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(headers, *body, strict=True)]
    room = shutil.get_terminal_size().columns - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = [headers, ["─" * w for w in widths], *body]
    return "\n".join(
        "  ".join(fit(value, width) for value, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def progress(total: int | None, what: str, unit: str = "pages") -> Any:
    """Return a progress bar on a terminal; elsewhere (cron, a pipe) it stays silent."""
    size = shutil.get_terminal_size()  # 80 by 24 where the size is unknown
    return tqdm(
        total=total,
        desc=what,
        unit=f" {unit}",
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
        ncols=size.columns,
        nrows=size.lines,
        leave=False,
    )


def plain(text: str) -> str:
    """Return a text of several lines without control characters."""
    return "\n".join(clean(line) for line in text.splitlines())
