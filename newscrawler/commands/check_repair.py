"""`newscrawler check SITE --repair`: selectors for the design that a site has since a day."""

import argparse
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

from newscrawler import config
from newscrawler.commands.options import overrides
from newscrawler.config import Config
from newscrawler.errors import ArchiveError, ExitCode, UsageError, checked
from newscrawler.model import profile_files
from newscrawler.model.profile import Profile
from newscrawler.replay.extraction import Extraction
from newscrawler.sites.health.examine import alarms
from newscrawler.sites.repair.propose import Proposal, propose
from newscrawler.sites.repair.sample import Sample, known_of_row
from newscrawler.store import Store
from newscrawler.store.reading.known_before import known_before
from newscrawler.text.terminal import plain
from newscrawler.text.units import parse_day

PAGES = 12
"""Pages on which selectors are tried."""


def check_repair(options: argparse.Namespace) -> int:
    """Propose a layout for the pages since the site's first alarm, or since a day."""
    settings = config.load(overrides(options))
    site = profile_files.named(options.site, settings.sites)
    with Store(settings.db, writer=False) as store:
        since = options.repair or min((a.since for a in alarms(store, options.site)), default="")
        if not since:
            raise UsageError(
                f"No alarm stands for «{options.site}». Where its pages look different all the "
                "same, name the day since when: --repair 2026-05-01."
            )
        day = _day(since)
        samples = list(_samples(options.site, site, since, store, settings))
    found = propose(samples, day if site is not None else None)
    if options.json:
        data = {"site": options.site, "since": since, "pages": len(samples)}
        data |= {"layout": found and found.selectors, "right": found and found.right}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print(plain(_explained(options.site, site, day, len(samples), found)))
    return ExitCode.DONE if found is not None else ExitCode.NO_RESULT


def _day(text: str) -> date:
    # An alarm names the second; only its day counts.
    return checked("--repair", text[:10], parse_day, "write a day as 2026-05-01")


def _samples(
    name: str, site: Profile | None, since: str, store: Store, settings: Config
) -> Iterator[Sample]:
    with Extraction(settings.archive, store, settings.sites) as extraction:
        for facts, row in known_before(store, name, since, PAGES):
            with suppress(ArchiveError):  # of a dozen pages the others will do
                yield Sample(extraction.capture(facts), known_of_row(row), site)


def _explained(
    name: str, site: Profile | None, day: date, pages: int, found: Proposal | None
) -> str:
    if found is None and not pages:
        return (
            f"No article that was known before {day} has been fetched since, so nothing can be "
            f"compared. Fetch some again: newscrawler crawl {name} --refresh --limit 20"
        )
    if found is None:
        return (
            f"On {pages} pages since {day} neither title nor text of their articles was found. "
            "They may be no articles any more, or need JavaScript."
        )
    lines = [f"# {name}: found by the values of {pages} articles known before {day}."]
    if site is None:
        host = urlsplit(f"//{name}").hostname or name
        lines += [f"# Save it as {name}.toml in a folder of NEWSCRAWLER_SITES.",
                 f'name = "{name}"', f'domains = ["{host}"]', ""]  # fmt: skip
    else:
        lines += [f"# Append it to {site.path}.", ""]
    missing = [
        n for n, (good, of) in found.right.items() if n not in found.selectors and 2 * good < of
    ]
    lost = [f"# Not found: {', '.join(missing)}."] if missing else []
    return "\n".join([*lines, found.table().rstrip(), *lost])
