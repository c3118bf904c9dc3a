"""`newscrawler verify`: what was looked at, what is wrong, and what to do about it."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.config import Config
from newscrawler.errors import ExitCode, UsageError
from newscrawler.maintenance.verify import ADVICE, SAMPLE, Report, verify
from newscrawler.maintenance.verify.repair import repair
from newscrawler.store import Store
from newscrawler.text.terminal import plain, progress

EXAMPLE = "verify --all"

_WIDTH = 79


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler verify`."""
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--all", action="store_true", help="extract every text anew")
    amount.add_argument(
        "--sample", type=int, metavar="N", help="extract so many texts anew (default: 100)"
    )
    parser.add_argument(
        "--repair", action="store_true", help="first mend the index from the archive"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler verify`."""
    settings = config.load(overrides(options))
    size = None if options.all else SAMPLE if options.sample is None else options.sample
    if size is not None and size < 0:
        raise UsageError("--sample must be 0 (no text is extracted anew) or more.")
    workers = (os.cpu_count() or 1) if options.all else 0
    print(f"database {settings.db}\narchive  {settings.archive}", file=sys.stderr)
    mended = _repair(settings, workers) if options.repair else Counter[str]()
    with Store(settings.db, writer=False) as store, progress(None, "verify", "captures") as bar:
        report = verify(
            store,
            settings.archive,
            settings.sites,
            sample=size,
            workers=workers,
            progress=bar.update,
        )
    if options.json:
        print(json.dumps(_as_data(report) | {"mended": mended}, ensure_ascii=False))
    else:
        print("\n".join(_lines(report, mended)))
    return ExitCode.DAMAGED if report.problems else ExitCode.DONE


def _repair(settings: Config, workers: int) -> Counter[str]:
    store = Store(settings.db, obeyed=settings.rights)
    with store, progress(None, "repair", "captures") as bar:
        return repair(
            store,
            settings.archive,
            settings.sites,
            workers=workers,
            near_duplicates=settings.near_duplicates,
            progress=bar.update,
        )


def _as_data(report: Report) -> dict[str, object]:
    names = ("files", "captures", "copies", "older", "foreign", "absent", "versions", "unlike",
             "texts", "other", "head", "notes")  # fmt: skip
    problems = [
        {"kind": p.kind, "file": p.file, "offset": p.offset, "reason": p.reason, "do": p.advice}
        for p in report.problems
    ]
    more = [{"kind": kind, "file": file, "count": n} for (kind, file), n in report.more.items()]
    return {name: getattr(report, name) for name in names} | {"problems": problems, "more": more}


def _lines(report: Report, mended: Counter[str]) -> Iterator[str]:
    """Yield the report for people, in lines that fit."""
    for what, count in mended.items():
        yield f"mended: {what}: {count}"
    yield f"{report.files} files, {report.captures} captures with row and record"
    counts = {
        "records that lie in two files": report.copies,
        "rows of an older newscrawler, without index; --repair fills them": report.older,
        "captures in other archives": report.foreign,
        "of these in files that are not here": report.absent,
    }
    yield from (f"{count} {what}" for what, count in counts.items() if count)
    yield f"{report.versions} texts, {report.texts} of them extracted anew"
    if report.unlike:
        text = f"{report.unlike} were made by other code, and are not what their digest is of"
        yield from _indented(f"{text}: it may have been counted otherwise then", 0)
    if report.other:
        text = f"{report.other} were made by other code or another profile, and would be others"
        yield from _indented(f"{text} now: `newscrawler replay --diff` shows it", 0)
    for note in report.notes:
        yield from _indented(f"note: {note}", 0)
    if report.head:
        yield f"manifest head {report.head}"
    for kind in dict.fromkeys(problem.kind for problem in report.problems):
        yield ""
        yield kind.replace("-", " ").upper()
        for problem in report.problems:
            if problem.kind is kind:
                at = "" if problem.offset is None else f" at byte {problem.offset}"
                yield f"  {plain(problem.file)}{at}"
                yield from _indented(problem.reason, 4)
        for (other, file), count in report.more.items():
            if other is kind:
                yield f"  {plain(file)}: {count} more"
        yield from _indented(f"→ {ADVICE[kind]}", 2)
    yield ""
    yield f"{len(report.problems) + report.more.total()} problems" if report.problems else "sound"


def _indented(text: str, columns: int) -> list[str]:
    space = " " * columns
    return wrap(
        plain(text),
        _WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )
