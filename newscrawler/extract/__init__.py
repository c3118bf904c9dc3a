"""Extraction: one capture in, one article out. Pure: no I/O, no clock."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from newscrawler.extract.merge import merge
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture, Location
from newscrawler.model.profile import Profile, load
from newscrawler.text.instants import timestamp

__all__ = ["extract", "extract_html"]


def extract(capture: Capture, profile: Profile | None = None) -> Article:
    """Extract an article: by the profile's selectors, then structured data, then heuristics.

    Every value carries its provenance. Never raises, whatever the page holds.
    """
    return merge(capture, profile)


def extract_html(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    captured_at: str | datetime | None = None,
    profile: Profile | str | Path | None = None,
) -> Article:
    """Extract an article from the bytes of a page of your own.

    Relative dates (3 hours ago) count from `captured_at`, ISO 8601 or an aware datetime. `profile`
    is a Profile, the path of one, or None for heuristics alone. Raises ProfileError.
    """
    if isinstance(captured_at, datetime):
        captured_at = timestamp(captured_at, "auto")
    if isinstance(profile, str | Path):
        profile = load(Path(profile))
    capture = Capture(
        url=url,
        status=200,
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body,
        captured_at=captured_at,
        record_id="",  # it lies in no archive
        location=Location(""),
    )
    article = extract(capture, profile)
    article.site = profile.name if profile else (urlsplit(url).hostname or "")
    return article
