"""Walls and parked domains: recognised by response headers, marks in the source, phrases."""

import re

from newscrawler.extract.html.page import Page
from newscrawler.extract.not_articles.wall_marks import HEADERS, HOSTS, MARKS
from newscrawler.extract.not_articles.wall_words import TITLES, WORDS
from newscrawler.model.article import Candidate
from newscrawler.model.capture import Capture
from newscrawler.model.outcome import Outcome
from newscrawler.text.arabic import fold

MAX_SOURCE = 200_000
"""Characters of source that are searched."""
_LONG_BODY = 600
"""Letters of body from which a page is no wall."""
_SHORT_BODY = 300
"""Letters of body under which headings may be a wall's, and captcha scripts count."""
_MAX_MARKED = 2500
"""Letters shown on a page, all in all, under which marks in its source count."""
_MAX_WORDED = 1500
"""Letters shown under which phrases anywhere in the text count."""
_MAX_HEADING = 250
"""Letters of a heading under which its phrases count."""
_CAPTCHA = ("recaptcha/api.js", "recaptcha/enterprise.js", "hcaptcha.com/1/api.js",
            "challenges.cloudflare.com/turnstile", "captcha-container", "g-recaptcha")  # fmt: skip
# Bounds, because a page may be made to be slow.
_NOSCRIPT = re.compile(r"<noscript[^>]{0,300}>(.{0,1000}?)</noscript>", re.DOTALL)
_TAG = re.compile(r"<[^>]{0,300}>")


def by_response(capture: Capture) -> Candidate | None:
    """Return the header or URL that only a wall has, or None."""
    for name, value in capture.headers:
        for outcome, rule, header, begins in HEADERS:
            if name.lower() == header and value.lower().startswith(begins):
                return Candidate(rule, f"{name}: {value}", outcome)
    address = capture.url.partition("://")[2]
    found = next(((rule, host) for rule, host in HOSTS if address.startswith(host)), None)
    return Candidate(found[0], found[1], Outcome.BLOCKED) if found else None


def by_marks(page: Page, letters: int, shown: int) -> Candidate | None:
    """Return the mark in a page's source that no article has, or None.

    `letters` are those of the body, `shown` all on the page. The script of a captcha may stand in
    any page, and counts only where there is hardly any text.
    """
    if letters >= _LONG_BODY or shown >= _MAX_MARKED:
        return None
    source = page.source[:MAX_SOURCE].lower()
    for outcome, rule, marks in MARKS:
        found = next((mark for mark in marks if mark in source), None)
        if found is not None:
            return Candidate(rule, found, outcome)
    is_bare = letters < _SHORT_BODY and shown < _MAX_WORDED // 2
    found = next((mark for mark in _CAPTCHA if mark in source), None) if is_bare else None
    return Candidate("captcha", found, Outcome.BLOCKED) if found else None


def by_words(page: Page, letters: int, shown: int) -> Candidate | None:
    """Return the phrase of a wall in title and text, or, on long pages, in headings; or None."""
    if shown < _MAX_WORDED and letters < _LONG_BODY:
        title = f"{fold(page.title)} "
        for outcome, rule, beginnings in TITLES:
            found = next((t for t in beginnings if title.startswith(f"{t} ")), None)
            if found is not None:
                return Candidate(f"{rule}:title", found, outcome)
        return _find_phrase(
            f"{page.nodes.text(0) if shown else ''} {noscript_text(page.source[:MAX_SOURCE])}"
        )
    return _in_headings(page) if letters < _SHORT_BODY else None


def _in_headings(page: Page) -> Candidate | None:
    """Return the phrase of a wall in the headings: the rest of the page is the site's."""
    texts = (page.nodes.text(n) for n in page.nodes.all("h1", "h2")[:4])
    return next(
        (found for t in texts if len(t) < _MAX_HEADING and (found := _find_phrase(t))), None
    )


def _find_phrase(text: str) -> Candidate | None:
    folded = f" {fold(text)} "
    for outcome, rule, phrases in WORDS:
        found = next((phrase for phrase in phrases if phrase in folded), None)
        if found is not None:
            return Candidate(rule, found, outcome)
    return None


def noscript_text(source: str) -> str:
    """Return the text of <noscript>, which the table of nodes leaves out."""
    return _TAG.sub(" ", " ".join(_NOSCRIPT.findall(source)))
