"""`newscrawler export`: articles, or the records behind them."""

import argparse
import sys
from pathlib import Path

from newscrawler import config
from newscrawler.archive import Damage
from newscrawler.commands.options import day, overrides
from newscrawler.errors import ExitCode, UsageError
from newscrawler.export import Records, export, export_index, export_wacz
from newscrawler.store import Store
from newscrawler.store.reading.rows import Selection, selected_rows
from newscrawler.text.arabic import fold
from newscrawler.text.terminal import plain

EXAMPLE = "export --format wacz --since 2024-01-01 -o year.wacz"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler export`."""
    parser.add_argument("-o", "--output", default="-", help="a file, or - (default)")
    parser.add_argument(
        "--format",
        choices=("jsonl", "csv", "parquet", "cdxj", "wacz"),
        default="jsonl",
        help="rows of articles; cdxj: the archive's index; wacz: records that replay by themselves",
    )
    parser.add_argument("--site", help="only this site")
    parser.add_argument("--since", metavar="DAY", help="published on YYYY-MM-DD or later")
    parser.add_argument("--until", metavar="DAY", help="published on YYYY-MM-DD or earlier")
    parser.add_argument("--search", metavar="WORDS", help="with all these words in title or body")


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler export`."""
    settings = config.load(overrides(options))
    chosen = _chosen(options)
    damage: list[Damage] = []
    if options.format == "cdxj" and chosen == Selection():
        count = export_index(settings.archive, options.output, damage.append)
        return _print_result(options, f"{count} lines", damage)
    with _store(options) as store:
        if options.format == "cdxj":
            records = Records(store, settings.archive, chosen)
            count = export_index(settings.archive, options.output, damage.append, records)
            return _print_result(options, f"{count} lines", damage)
        if options.format == "wacz":
            records = Records(store, settings.archive, chosen)
            title = options.site or "newscrawler"
            packed = export_wacz(records, options.output, title, _described(options))
            what = f"{packed.pages} pages, {packed.records} records"
            return _print_result(options, what, packed.damage)
        rows = (row for _, row in selected_rows(store, chosen))
        count = export(rows, options.output, options.format)
    return _print_result(options, f"{count} articles", [])


def _chosen(options: argparse.Namespace) -> Selection:
    words = frozenset(fold(options.search or "", ta_marbuta=True).split())
    if options.search and not words:
        raise UsageError(f"--search «{options.search}» holds no word.")
    since, until = (
        found.isoformat() if (found := day(name, getattr(options, name))) else None
        for name in ("since", "until")
    )
    return Selection(options.site, since, until, words)


def _described(options: argparse.Namespace) -> str:
    """Return in words what was chosen, for whoever opens the package."""
    asked = (("site", options.site), ("since", options.since), ("until", options.until))
    parts = [f"{name} {value}" for name, value in asked if value]
    parts += [f"with «{options.search}»"] if options.search else []
    return ", ".join(parts) or "everything archived"


def _print_result(options: argparse.Namespace, what: str, damage: list[Damage]) -> int:
    for d in damage:
        where = plain(f"{d.file} at byte {d.offset}: {d.reason}").replace("\n", " ")
        print(f"damaged: {where}", file=sys.stderr)
    if options.output != "-":
        print(f"{what} → {Path(options.output).absolute()}")
    return ExitCode.DAMAGED if damage else ExitCode.DONE


def _store(options: argparse.Namespace) -> Store:
    return Store(config.load(overrides(options)).db, writer=False)
