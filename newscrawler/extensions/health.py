"""Health: at the end of a run its pages are judged, beside those of the runs before."""

from typing import TYPE_CHECKING

from newscrawler import profile
from newscrawler.health.alarm import Health
from newscrawler.store.health import check

if TYPE_CHECKING:
    from newscrawler.extensions.run import CrawlRun


def examine(run: "CrawlRun") -> Health:
    """Judge the pages that a run has captured; its store is open, and all of them are in."""
    return check(run.store, run.site, run.begun, profile.named(run.site, run.config.sites))


def said(site: str, health: Health) -> list[str]:
    """Return alarms as sentences, and what to do about them."""
    alarms = [f"ALARM: {alarm}." for alarm in health.told]
    repair = f"`newscrawler check {site} --repair` proposes selectors for the new pages."
    return [*alarms, repair] if alarms else []
