"""`newscrawler replay --diff` and `--apply`: what a change of code or profile changes."""

import argparse
import json
import shutil
import sys

from newscrawler import config
from newscrawler.commands.options import overrides, processes
from newscrawler.errors import ExitCode, UsageError
from newscrawler.replay.diff_and_apply import FIELDS, Difference, Example, reextract
from newscrawler.text.terminal import fit, plain, progress, table

_KINDS = ("gained", "lost", "changed")
_ELSEWHERE = ("since", "until", "mime", "url", "captured_at")
"""The options of `replay` that choose among captures, and that articles do not have."""


def replay_diff(options: argparse.Namespace) -> int:
    """Run `newscrawler replay --diff`, and with `--apply` take the difference over."""
    settings = config.load(overrides(options))
    if options.source:
        raise UsageError("--diff and --apply go over what the store has; leave the source out.")
    if idle := [f"--{name.replace('_', '-')}" for name in _ELSEWHERE if getattr(options, name)]:
        raise UsageError(f"--diff and --apply choose by --site alone; leave {', '.join(idle)} out.")
    workers = processes(options.workers)
    print(f"database {settings.db}\narchive  {settings.archive}", file=sys.stderr)
    with progress(None, "extract anew") as bar:
        found = reextract(
            settings.db,
            settings.archive,
            settings.sites,
            site=options.site,
            apply=options.apply,
            workers=workers,
            near_duplicates=settings.near_duplicates,
            obeyed=settings.rights,
            progress=bar.update,
        )
    if options.json:
        print(json.dumps(_as_data(found) | {"applied": options.apply}, ensure_ascii=False))
    else:
        _print_result(found, applied=options.apply)
    return ExitCode.DAMAGED if found.damage else ExitCode.DONE


def _print_result(found: Difference, *, applied: bool) -> None:
    print(f"{found.captures} captures of {found.compared} articles were extracted anew.")
    for place in found.damage:
        where = plain(f"{place.file} at byte {place.offset}: {place.reason}").replace("\n", " ")
        print(f"unreadable: {where}", file=sys.stderr)
    rows = [
        (name, *(found.fields[name].get(kind, 0) for kind in _KINDS))
        for name in FIELDS
        if name in found.fields
    ]
    if rows:
        print("\n" + table(("field", *_KINDS), rows))
    if found.articles:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(found.articles.items()))
        print(f"\narticles: {counts}")
    for name in (*FIELDS, "article"):
        for kind in sorted(k for n, k in found.examples if n == name):
            _show(name, kind, found.examples[name, kind])
    if not found.differing:
        print("Nothing changes.")
    elif applied:
        print(f"\n{found.differing} articles were changed. No edit of the publisher's is recorded.")
    else:
        print(
            f"\n{found.differing} articles would change. Nothing was written; "
            "`newscrawler replay --apply` writes it."
        )


def _show(name: str, kind: str, examples: list[Example]) -> None:
    """Print examples, each under its address: what it was above what it would be."""
    print(f"\n{name} {kind}, for example")
    room = shutil.get_terminal_size().columns - len("    before  ")
    for example in examples:
        print(f"  {plain(example.url)}")
        for side, text in (("before", example.before), ("after", example.after)):
            print(f"    {side:6}  {fit(text or '–', room).rstrip()}")


def _as_data(found: Difference) -> dict[str, object]:
    return {
        "captures": found.captures,
        "compared": found.compared,
        "differing": found.differing,
        "fields": found.fields,
        "articles": found.articles,
        "examples": [
            {"field": name, "kind": kind, "url": e.url, "before": e.before, "after": e.after}
            for (name, kind), examples in found.examples.items()
            for e in examples
        ],
        "damage": [{"file": d.file, "offset": d.offset, "reason": d.reason} for d in found.damage],
    }
