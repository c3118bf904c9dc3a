"""`newscrawler crawl`: sites, URLs or a list of addresses."""

import argparse
from typing import Any

from newscrawler import config
from newscrawler.commands.main import overrides
from newscrawler.crawl.launch import project_settings
from newscrawler.crawl.several import start
from newscrawler.crawl.spiders.arguments import seconds
from newscrawler.errors import UsageError
from newscrawler.model import profile


def crawl(options: argparse.Namespace) -> int:
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
    targets = sorted(profile.paths(config.of(settings).sites)) if options.all else options.target
    return start(settings, None if options.urls else targets, given)
