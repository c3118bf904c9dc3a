"""The spider loader: each profile is a spider, beside those in SPIDER_MODULES."""

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from newscrawler import config
from newscrawler.crawl.spiders.news import NewsSpider
from newscrawler.model import profile_files


class ProfileSpiderLoader(SpiderLoader):
    """Finds spiders by profile name. A profile is read only when it is asked for."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._settings = settings
        self._spiders.pop(NewsSpider.name, None)

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider class; raises KeyError as Scrapy wants it, ProfileError as we do."""
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        folders = config.of(self._settings).sites
        if spider_name not in profile_files.paths(folders):
            raise KeyError(f"Spider not found: {spider_name}")
        return NewsSpider.of(profile_files.find(spider_name, folders))

    def find_by_request(self, request: Request) -> list[str]:
        """Return the names of the spiders that handle an address."""
        return [name for name in self.list() if self.load(name).handles_request(request)]

    def list(self) -> list[str]:
        """Return the names of all spiders."""
        folders = config.of(self._settings).sites
        return sorted({*super().list(), *profile_files.paths(folders)})
