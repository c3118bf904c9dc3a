"""Examination of a site: a run's pages against those before, and the alarms that stand."""

from newscrawler.model.profile import Profile
from newscrawler.sites.health.alarm import Alarm, Health
from newscrawler.sites.health.watch import watch
from newscrawler.store.database.session import Session
from newscrawler.store.reading.pages import last_health, pages_of_site


def check(session: Session, site: str, begun: str, profile: Profile | None) -> Health:
    """Judge the pages that a run has captured since `begun`, against those before."""
    pages = pages_of_site(session, site, begun)
    return watch(pages, begun, profile, _last(session, site))


def alarms(session: Session, site: str) -> list[Alarm]:
    """Return the alarms that stand since a site's last run."""
    return _last(session, site).reported


def _last(session: Session, site: str) -> Health:
    return Health.of(last_health(session, site))
