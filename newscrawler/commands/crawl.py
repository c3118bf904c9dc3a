"""`newscrawler crawl`: sites, URLs or a list of addresses."""

import argparse
from typing import Any

from newscrawler import config
from newscrawler.commands.options import overrides
from newscrawler.crawl.launch import project_settings
from newscrawler.crawl.several import start
from newscrawler.crawl.spiders.arguments import seconds
from newscrawler.errors import UsageError
from newscrawler.model import profile_files

EXAMPLE = "crawl https://example.com"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler crawl`."""
    parser.add_argument("target", nargs="*", help="names of sites, or URLs")
    parser.add_argument("--all", action="store_true", help="all sites that have a profile")
    parser.add_argument("--urls", metavar="FILE", help="fetch these articles, one URL a line")
    for name, text in (("since", "before"), ("until", "after")):
        parser.add_argument(
            f"--{name}", metavar="DAY", help=f"skip what discovery dates {text} YYYY-MM-DD"
        )
    parser.add_argument("--limit", metavar="N", help="fetch at most N articles of a site")
    parser.add_argument("--refresh", action="store_true", help="revisit all known articles now")
    parser.add_argument("--only-new", action="store_true", help="do not revisit known articles")
    parser.add_argument("--timeout", metavar="TIME", help="stop after this time, as 50m or 2h")
    parser.add_argument("--summary", metavar="FILE", help="write a JSON summary here; -: stdout")


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler crawl`."""
    if bool(options.target) + bool(options.urls) + options.all != 1:
        raise UsageError("Name sites or URLs, or --all, or --urls FILE.")
    arguments = {name: getattr(options, name) for name in ("since", "until", "limit", "urls")}
    arguments |= {name: "1" for name in ("only_new", "refresh") if getattr(options, name)}
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    own = overrides(options)
    if options.summary:
        own["NEWSCRAWLER_SUMMARY"] = options.summary
    if options.timeout:
        own["CLOSESPIDER_TIMEOUT"] = str(seconds("--timeout", options.timeout))
    settings = project_settings(own)
    targets = (
        sorted(profile_files.paths(config.of(settings).sites)) if options.all else options.target
    )
    return start(settings, None if options.urls else targets, given)
