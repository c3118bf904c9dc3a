"""`newscrawler sites`: the profiles that there are."""

import argparse
import json
import sys
from typing import Any

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode, NewscrawlerError
from newscrawler.model import profile, profile_files
from newscrawler.text.terminal import table

EXAMPLE = "sites"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler sites`."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler sites`."""
    settings = config.load(overrides(options))
    rows: list[tuple[Any, ...]] = []
    broken = 0
    for name, path in sorted(profile_files.paths(settings.sites).items()):
        try:
            site = profile.load(path)
        except NewscrawlerError as error:
            broken += 1
            print(f"newscrawler: {error}", file=sys.stderr)
            continue
        rows.append((name, ", ".join(site.domains), site.language, len(site.layouts), str(path)))
    keys = ("site", "domains", "language", "layouts", "file")
    if options.json:
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False))
    else:
        print(table(keys, rows))
    return ExitCode.USAGE if broken else ExitCode.DONE
