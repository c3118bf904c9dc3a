"""Observations: plain data for the store, the same from a crawl and from a replay."""

from dataclasses import dataclass

from newscrawler.model.article import Article
from newscrawler.model.capture import NO_ENTRY, DiscoveryHint, Entry, Location
from newscrawler.model.outcome import Outcome
from newscrawler.model.rights import Signal

REMOVED = "removed:"
"""How the detail of a redirect begins that leads from a page to no page in its place."""


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What is known of a capture before anyone looked into it."""

    record_id: str
    url: str
    captured_at: str | None
    location: Location
    site: str
    crawl_id: str | None = None
    wanted: bool = False
    hint: DiscoveryHint | None = None
    entry: Entry = NO_ENTRY


@dataclass(frozen=True, slots=True)
class Observation:
    """What came out of a capture: an outcome, or an article.

    `identity` is the canonical form of the fetched URL. `permanent_to` is where a permanent
    redirect points. `text_sha256` belongs to the article's folded text. `extractor` names the code
    and the profile that were at work. `parts` are the later
    pages whose text has been joined to the article's.
    """

    facts: CaptureFacts
    status: int
    identity: str
    body_sha256: str
    outcome: Outcome | None = None
    permanent_to: str | None = None
    article: Article | None = None
    text_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None
    extractor: str | None = None
    parts: tuple["Observation", ...] = ()
    rights: tuple[Signal, ...] = ()

    @property
    def removes(self) -> bool:
        """Whether an article at this address is no longer there."""
        if self.outcome is Outcome.REDIRECT:
            return (self.detail or "").startswith(REMOVED)
        return self.outcome in (Outcome.GONE, Outcome.SOFT_404)
