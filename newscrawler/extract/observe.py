"""From a capture to an observation for the store: one function, for crawl and replay."""

import re
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

from newscrawler.extract import extract
from newscrawler.extract.body.further_pages import MAX_PARTS, split
from newscrawler.extract.body.further_pages import join as join_articles
from newscrawler.extract.code_version import extractor_id
from newscrawler.extract.fields.rights import of_headers
from newscrawler.extract.fields.rights_in_robots_txt import of_host_file
from newscrawler.extract.not_articles.stub import who_refuses
from newscrawler.model.article import Article
from newscrawler.model.capture import NEXT_PAGE, Capture
from newscrawler.model.kind import Kind, kind
from newscrawler.model.list_pages import listing_of
from newscrawler.model.observation import REMOVED, CaptureFacts, Observation
from newscrawler.model.outcome import Outcome, of_article, of_status
from newscrawler.model.profile import Profile
from newscrawler.model.rights import HOST_FILES, Signal
from newscrawler.model.url_clues import is_list, tells_an_article
from newscrawler.model.urls import (
    absolute,
    canonical_url,
    is_home,
    of_header,
    same_site,
    variant_key,
)
from newscrawler.text.digest import text_digest

_ERROR_PAGE = re.compile(
    r"/(?:404|410|error|errors/\w+|page-?not-?found|not-?found|error-?404|404-?error)(?:\.\w+)?$",
    re.IGNORECASE,
)


def prejudge(capture: Capture, profile: Profile | None) -> Outcome | None:
    """Return the outcome of a capture if it does not depend on the page's text, else None."""
    what = kind(capture)
    if what is Kind.NOT_MODIFIED:
        return Outcome.UNCHANGED
    refused = of_status(capture.status)
    if refused is not None:
        return refused
    if what in (Kind.ROBOTS, Kind.SITEMAP, Kind.FEED):
        return Outcome.LISTING
    if what is not Kind.PAGE:
        return Outcome.NOT_ARTICLE
    if capture.cut:
        return Outcome.TRUNCATED
    if not capture.body.strip():
        return Outcome.EMPTY
    hint = capture.hint.source if capture.hint else ""
    listed = hint == NEXT_PAGE or _is_listing(capture.url, profile)
    return Outcome.LISTING if listed and not capture.wanted else None


def observe(capture: Capture, facts: CaptureFacts, profile: Profile | None) -> Observation:
    """Extract a capture; return the observation that the store takes. Pure."""
    removed = _why_removed(capture, profile)
    seen = Observation(
        facts=facts,
        status=capture.status,
        identity=canonical_url(capture.url),
        body_sha256=sha256(capture.content).hexdigest(),
        outcome=prejudge(capture, profile),
        detail=removed or capture.cut or _why_no_target(capture),
        permanent_to=None if removed else _permanent_target(capture),
        etag=capture.header("ETag"),
        last_modified=capture.header("Last-Modified"),
        extractor=extractor_id(profile),
        rights=_rights(capture),
    )
    if seen.outcome is not None:
        return _with_reason(seen, capture)
    article = extract(capture, profile)
    article.site = facts.site
    seen = replace(seen, rights=article.rights)
    matches = profile.is_article_url(capture.url) if profile else None
    outcome = of_article(article, expected=capture.wanted or matches is True)
    if article.part > 1 and not capture.wanted:
        outcome = Outcome.PART
    detail = _why_no_article(article) if outcome is not None else None
    return replace(seen, article=article, outcome=outcome, detail=detail)


def _rights(capture: Capture) -> tuple[Signal, ...]:
    """Return the rights signals in headers and host files (robots.txt and the like)."""
    found = tuple(of_headers(capture.headers))
    path = urlsplit(capture.url).path
    if path in HOST_FILES and capture.status == 200:
        found += of_host_file(path, capture.text())
    return found


def next_part(seen: Observation) -> str | None:
    """Return the URL of an article's next page, or None."""
    if seen.outcome is not None or seen.article is None or len(seen.parts) >= MAX_PARTS:
        return None
    return seen.article.continues


def join(seen: Observation, part: Observation) -> Observation | None:
    """Return an article's observation with that of its next page joined to it.

    None where the next page is no answer with status 200 that has more of the text.
    """
    if seen.article is None or part.article is None or part.status != 200:
        return None
    article = join_articles(seen.article, part.article)
    if article is None:
        return None
    light = replace(part, article=None, outcome=Outcome.PART)
    return replace(seen, article=article, parts=(*seen.parts, light))


def fingerprint(seen: Observation) -> Observation:
    """Add the text digest, by which exact duplicates are found."""
    if seen.article is None or seen.outcome is not None:
        return seen
    return replace(seen, text_sha256=text_digest(seen.article.title, seen.article.body))


def _why_no_article(article: Article) -> str:
    """Return why a page is no article: the rule, and its raw text."""
    source = article.provenance["page_type"]
    return f"{source.rule}: {source.raw}" if source.raw else source.rule


def _with_reason(seen: Observation, capture: Capture) -> Observation:
    """Add who refuses, if the page shows it; a 503 may be a bot wall's."""
    if capture.status < 400 or seen.outcome not in (Outcome.BLOCKED, Outcome.FAILED):
        return seen
    found = who_refuses(capture)
    if found is None:
        return seen
    return replace(seen, outcome=Outcome.BLOCKED, detail=f"{found.rule}: {found.raw}")


def _is_listing(url: str, profile: Profile | None) -> bool:
    parts = urlsplit(url)
    if parts.path in ("", "/") and not parts.query:
        return True
    if profile is None:
        return is_list(url)
    # Patterns describe an article's first page.
    matches = profile.is_article_url(url) or profile.is_article_url(split(url)[0])
    lists = (listing_of(absolute(url, start) or start) for start in profile.discover)
    return matches is False or (matches is None and listing_of(url) in lists)


def _why_removed(capture: Capture, profile: Profile | None) -> str | None:
    """Return the reason why a redirect means that the page was removed, or None.

    It leads to the home page, to the page's section, or to an error page: sites send readers
    there from pages that they have taken down.
    """
    if not 300 <= capture.status < 400:
        return None
    target = of_header(capture.url, capture.header("Location") or "")
    if target is None or not same_site(capture.url, target):
        return None
    here, there = (urlsplit(url).path.rstrip("/") for url in (capture.url, target))
    if _is_listing(capture.url, profile) or variant_key(capture.url) == variant_key(target):
        return None
    if is_home(target):
        return f"{REMOVED}home-page: {target}"
    if _ERROR_PAGE.search(there):
        return f"{REMOVED}error-page: {target}"
    inside = here.startswith(f"{there}/") and not urlsplit(target).query
    is_section = not re.search(r"\d", there) and not tells_an_article(target)
    if inside and (is_section or _is_listing(target, profile)):
        return f"{REMOVED}section: {target}"
    return None


def _why_no_target(capture: Capture) -> str | None:
    """Return why a redirect leads nowhere, or None."""
    location = capture.header("Location") if 300 <= capture.status < 400 else None
    if not location or of_header(capture.url, location) is not None:
        return None
    return f"its Location is no address that can be fetched: {location[:300]}"


def _permanent_target(capture: Capture) -> str | None:
    if capture.status not in (301, 308):
        return None
    target = of_header(capture.url, capture.header("Location") or "")
    return canonical_url(target) if target is not None else None
