"""The lists of one crawl: which are being read, how many may be, and what their pages named."""

from collections.abc import Collection, Iterable

MAX_LISTS = 2000
"""Lists that one crawl reads, at most: calendars and others have no end."""
_NEW_SHARE = 4
"""Follow the next page if at least 1 in 4 articles is new."""


class Lists:
    """Sitemaps, feeds and sections of one crawl; addresses are in canonical form.

    Of a chain of further pages it keeps hashes of the articles that they named, so that its memory
    is bounded by the number of lists.
    """

    def __init__(self) -> None:
        self._begun = 0
        self._reading: set[str] = set()
        self._chains: dict[str, set[int]] = {}

    @property
    def left(self) -> int:
        """How many more may be read."""
        return MAX_LISTS - self._begun

    @property
    def are_read(self) -> bool:
        """Whether none is under way."""
        return not self._reading

    def begin(self, urls: Collection[str]) -> None:
        """Note that lists are asked for."""
        self._begun += len(urls)
        self._reading.update(urls)

    def end(self, url: str) -> None:
        """Note that a list has been read, or will not be."""
        self._reading.discard(url)
        self._chains.pop(url, None)

    def forget(self) -> None:
        """Forget those under way: Scrapy has none any more."""
        self._reading.clear()

    def is_worth_more(self, url: str, articles: Iterable[str], fresh: int) -> bool:
        """Tell whether the page after this one is worth a request; note what this one names.

        `fresh`: how many of its articles are new to the crawl. A page that names nothing its
        predecessors did not name is the last: many servers answer a page that they do not have
        with the first one.
        """
        named = {hash(article) for article in articles}
        chain = self._chains.setdefault(url, set())
        is_further = not named <= chain
        chain |= named
        return bool(fresh) and is_further and fresh * _NEW_SHARE >= len(named)

    def go_on(self, url: str, following: str) -> None:
        """Note that a page is followed by another."""
        self._chains[following] = self._chains.get(url, set())
