"""Outcomes: how each discovered URL and each capture ends. Counts of them add up.

The names are the ledger's; what they mean is in docs/ledger.md.
"""

from collections.abc import Mapping
from enum import StrEnum

from newscrawler.model.article import Article


class Outcome(StrEnum):
    """How it ended."""

    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    PAYWALLED = "paywalled"
    ALIAS = "alias"
    PART = "part"
    NOT_ARTICLE = "not-article"
    SKIPPED = "skipped"
    LISTING = "listing"
    REDIRECT = "redirect"
    ROBOTS = "robots"
    ERASED = "erased"
    BLOCKED = "blocked"
    GONE = "gone"
    SOFT_404 = "soft-404"
    EMPTY = "empty"
    NEEDS_JAVASCRIPT = "needs-javascript"
    TRUNCATED = "truncated"
    FAILED = "failed"
    NOT_ARCHIVED = "not-archived"
    INTERRUPTED = "interrupted"
    WAITING = "waiting"
    """Not asked for yet; only a crawl's counts have it."""


ARTICLES = (
    Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.PAYWALLED,
    Outcome.ALIAS,
)  # fmt: skip
"""The outcomes that mean that an article was seen."""
_INSTEAD = (
    Outcome.SOFT_404, Outcome.BLOCKED, Outcome.NEEDS_JAVASCRIPT, Outcome.NOT_ARTICLE,
)  # fmt: skip
"""The outcomes that a page's type names where something answers in an article's place."""


def again(outcome: Outcome) -> Outcome:
    """Return how a capture ends that the store has looked into before."""
    new = (Outcome.STORED, Outcome.REVISED, Outcome.DUPLICATE)
    return Outcome.UNCHANGED if outcome in new else outcome


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts by outcome in the order of `Outcome`: articles first."""
    return {outcome: counts[outcome] for outcome in Outcome if counts.get(outcome)}


def of_status(status: int) -> Outcome | None:
    """Return what an HTTP status alone decides, or None where the page does.

    401, 402, 403, 407, 429 and 451 refuse (RFC 9110 section 15.5, RFC 7725); 404 and 410 are
    gone; every other error is a failure that a later crawl may mend.
    """
    if status in (401, 402, 403, 407, 429, 451):
        return Outcome.BLOCKED
    if status in (404, 410):
        return Outcome.GONE
    if 300 <= status < 400 and status != 304:
        return Outcome.REDIRECT
    return Outcome.FAILED if status >= 400 else None


def of_article(article: Article, *, expected: bool) -> Outcome | None:
    """Return why an extracted page is no article, or None if it is one.

    `expected`: the profile's patterns or a person say that this address is an article. What
    answers in an article's place is none all the same.
    """
    if article.page_type in _INSTEAD:
        return Outcome(article.page_type)
    if not article.body and (expected or not article.title):
        return Outcome.EMPTY
    if expected or article.page_type == "article":
        return None
    return Outcome.LISTING if article.page_type == "listing" else Outcome.NOT_ARTICLE
