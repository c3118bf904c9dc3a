"""The Scrapy add-on of an offline crawl: an archive takes the network's place."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from newscrawler import config
from newscrawler.crawl.fetch.replaying import ReplayingHandler
from newscrawler.crawl.run.live import LiveRun
from newscrawler.crawl.run.offline import OfflineRun

_PRIORITY = "cmdline"
"""Above the settings of project, spider and person: those are meant for the network."""
_OFFLINE_SETTINGS = {
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_SLOTS": {},
    "RETRY_ENABLED": False,
    # Every address is due at once: the archive has its answer.
    "NEWSCRAWLER_REVISIT": "0s",
}


class Offline:
    """Answers a crawl from the archive that NEWSCRAWLER_REPLAY names."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stay away where the setting is empty; Scrapy calls it."""
        if config.of(crawler.settings).replay is None:
            raise NotConfigured
        return cls()

    def update_settings(self, settings: BaseSettings) -> None:
        """Take the replay twins in place of handler and run; Scrapy calls it."""
        closed = dict.fromkeys(settings.getwithbase("DOWNLOAD_HANDLERS"))
        handlers = closed | {"http": ReplayingHandler, "https": ReplayingHandler}
        settings.set("DOWNLOAD_HANDLERS", handlers, priority=_PRIORITY)
        settings.replace_in_component_priority_dict("EXTENSIONS", LiveRun, OfflineRun)
        for name, value in _OFFLINE_SETTINGS.items():
            settings.set(name, value, priority=_PRIORITY)
