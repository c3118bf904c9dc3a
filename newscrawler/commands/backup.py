"""`newscrawler backup`: database and archive copied while crawls run."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode
from newscrawler.maintenance.backup import backup
from newscrawler.text.terminal import plain, progress

EXAMPLE = "backup /mnt/disk/news"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler backup`."""
    parser.add_argument("folder", help="what is there already is not copied again")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler backup`."""
    settings = config.load(overrides(options))
    target = Path(options.folder).absolute()
    with progress(None, "backup", unit="files") as bar:
        done = backup(
            settings.db,
            settings.archive,
            target,
            settings.sites,
            obeyed=settings.rights,
            progress=bar.update,
        )
    if options.json:
        print(json.dumps(asdict(done) | {"folder": str(target)}, ensure_ascii=False))
        return ExitCode.DAMAGED if done.damage else ExitCode.DONE
    size = f"{done.bytes / 1e6:,.1f} MB"
    print(f"{target}: {done.copied} files copied ({size}), {done.there} were there")
    print(f"manifest {done.head or '(empty)'}")
    for name in done.extra:
        print(f"kept: {plain(name)}, which the archive does not have")
    for name in done.elsewhere:
        print(f"not copied: the archive in {plain(name)}, to which captures refer")
    for place in done.damage:
        print(plain(f"DAMAGED: {place.file}: {place.reason}"), file=sys.stderr)
    if done.damage:
        print("All else is copied. `newscrawler verify` says more.", file=sys.stderr)
    return ExitCode.DAMAGED if done.damage else ExitCode.DONE
