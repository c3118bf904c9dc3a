"""Stubs: pages that stand in for an article although the status is 200.

Soft 404s, bot walls, censors' pages, consent and login walls, parked domains, server faults, and
pages that need JavaScript. They have no body: a page with a body is no stub, whatever it is about.
"""

import re

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.extract.not_articles.page_type import ARTICLE, LISTING
from newscrawler.extract.not_articles.soft_404 import home_page, not_found
from newscrawler.extract.not_articles.walls import (
    MAX_SOURCE,
    by_marks,
    by_response,
    by_words,
    noscript_text,
)
from newscrawler.model.article import Article, Candidate
from newscrawler.model.capture import Capture
from newscrawler.model.outcome import Outcome
from newscrawler.model.urls import absolute, is_home, same_site
from newscrawler.text.arabic import fold

_LONG_BODY = 1200
"""Letters from which a body is an article's: notices and terms on stubs have up to 1,000."""
_SHORT_BODY = 300
"""Letters of body under which the page may be one notice."""
_FEW_LETTERS = 250
"""Letters shown under which a page has nothing without its scripts."""
_MAX_NOTICE = 7
"""Words up to which a headline may be the notice that the page was not found."""
_STRONG = ("structured", "body-class", "feed", "api")
# Bounds, because a page may be made to be slow.
_SHELLS = re.compile(
    r"<(?:div|main|section)[^>]{0,300}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|"
    r"main-app|app-root|svelte)[\"' >]|<(?:app-root|ng-app|q-app)\b"
)
_SCRIPT_WORDS = ("javascript", "java script", "جافا", "جاوا", "скрипт", "js", "סקריפט")
_LEADS_HOME = re.compile(
    r"http-equiv=[\"']?refresh[\"']?[^>]{0,100}url=[\"']?(?P<meta>[^\"'> ]+)|"
    r"(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\()[\"'](?P<script>[^\"']+)"
)


def stub(page: Page, article: Article, kind: Candidate, links: Links) -> Candidate | None:
    """Return the sign that a page is a stub, or None.

    `kind` is the page's type by `page_type`. The candidate's value is the outcome, its rule the
    kind of stub (``captcha:cloudflare``, ``missing:title``), its raw text the sign itself.
    """
    found = by_response(page.capture)
    if found is not None:
        return found
    letters = len(article.body or "")
    if kind.value != LISTING and letters >= _LONG_BODY:
        return None
    if kind.value == ARTICLE and letters >= _SHORT_BODY and any(r in kind.rule for r in _STRONG):
        return None
    shown = page.nodes.size(0) if page.nodes.tag else 0
    # A paywalled article may mention its wall; a dated article is a report about walls.
    is_open = not (article.paywalled and article.body)
    dated = article.provenance.get("published_at")
    is_report = kind.value == ARTICLE and dated is not None and dated.rule != "url"
    return (
        (is_open and by_marks(page, letters, shown))
        or not_found(page, letters, _MAX_NOTICE if is_report and letters >= _SHORT_BODY else None)
        or (is_open and not is_report and by_words(page, letters, shown))
        or (is_open and _unrendered(page, letters, shown))
        or home_page(page, kind, links)
        or None
    )


def who_refuses(capture: Capture) -> Candidate | None:
    """Return who refuses a request with status 4xx or 5xx, if the page shows it, or None."""
    page = Page(capture)
    shown = page.nodes.size(0) if page.nodes.tag else 0
    found = by_response(capture) or by_marks(page, 0, shown) or by_words(page, 0, shown)
    return found if found is not None and found.value == Outcome.BLOCKED else None


def _unrendered(page: Page, letters: int, shown: int) -> Candidate | None:
    """Return the sign that a page has no text without JavaScript, or leads home by it."""
    if letters >= _SHORT_BODY or shown - len(page.title) >= _FEW_LETTERS:
        return None
    source = page.source[:MAX_SOURCE].lower()
    leads = _LEADS_HOME.search(source)
    target = absolute(page.url, (leads["meta"] or leads["script"]) if leads else "")
    if target and is_home(target) and not is_home(page.url) and same_site(target, page.url):
        return Candidate("missing:home-page", target, Outcome.SOFT_404)
    if "<script" not in source:
        return None
    shell = _SHELLS.search(source) or leads
    noscript = fold(noscript_text(source))
    seen = shell[0] if shell else next((word for word in _SCRIPT_WORDS if word in noscript), None)
    return Candidate("script", seen, Outcome.NEEDS_JAVASCRIPT) if seen else None
