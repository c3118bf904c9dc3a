"""Stubs: pages that answer in an article's place, although the status says that all is well.

Soft 404s, bot walls, censors' pages, consent and login walls, parked domains, faults of the server,
and pages that a browser would have to run. What they have in common is that they have no body: a
page with a body is none, whatever it is about.
"""

import re
from collections.abc import Iterator

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.extract.not_articles.not_found_words import is_missing
from newscrawler.extract.not_articles.page_type import ARTICLE, LISTING
from newscrawler.extract.not_articles.wall_marks import HEADERS, HOSTS, MARKS
from newscrawler.extract.not_articles.wall_words import TITLES, WORDS
from newscrawler.model.article import Article, Candidate
from newscrawler.model.capture import Capture
from newscrawler.model.outcome import Outcome
from newscrawler.model.url_clues import tells_an_article
from newscrawler.model.urls import absolute, is_home, same_site
from newscrawler.text.arabic import fold

_BODY = 1200
"""Letters from which a body is one: the longest of the notices and terms on stubs have 1,000."""
_SHORT = 300
"""Letters of body under which the page may be one notice."""
_MARKED = 2500
"""Letters shown on a page, all in all, under which marks in its source are believed."""
_TOLD = 1500
"""Letters shown under which phrases anywhere in the text are."""
_BARE = 250
"""Letters shown under which a page has nothing without its scripts."""
_SOURCE = 200_000
"""Letters of source that are searched."""
_BLOCKS = 80
_HEADLINE = 7
"""Words from which a headline tells more than that the page is not there."""
_PIECES = re.compile(r"\s+[|–—»«·•:/-]+\s+|[|｜»«]|:\s")
_STRONG = ("structured", "body-class", "feed", "api")
_CAPTCHA = ("recaptcha/api.js", "recaptcha/enterprise.js", "hcaptcha.com/1/api.js",
            "challenges.cloudflare.com/turnstile", "captcha-container", "g-recaptcha")  # fmt: skip
# Bounds, because a page may be made to be slow.
_SHELLS = re.compile(
    r"<(?:div|main|section)[^>]{0,300}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|"
    r"main-app|app-root|svelte)[\"' >]|<(?:app-root|ng-app|q-app)\b"
)
_NOSCRIPT = re.compile(r"<noscript[^>]{0,300}>(.{0,1000}?)</noscript>", re.DOTALL)
_TAG = re.compile(r"<[^>]{0,300}>")
_SCRIPT_WORDS = ("javascript", "java script", "جافا", "جاوا", "скрипт", "js", "סקריפט")
_LEADS_HOME = re.compile(
    r"http-equiv=[\"']?refresh[\"']?[^>]{0,100}url=[\"']?(?P<meta>[^\"'> ]+)|"
    r"(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\()[\"'](?P<script>[^\"']+)"
)


def stub(page: Page, article: Article, kind: Candidate, links: Links) -> Candidate | None:
    """Return what tells that a page is a stub, or None.

    `kind` is what it looks to be. The candidate's value is the outcome, its rule who is speaking
    (``captcha:cloudflare``, ``missing:title``), its raw text what was seen.
    """
    found = _by_address(page.capture)
    if found is not None:
        return found
    letters = len(article.body or "")
    if kind.value != LISTING and letters >= _BODY:
        return None
    if kind.value == ARTICLE and letters >= _SHORT and any(r in kind.rule for r in _STRONG):
        return None
    shown = page.nodes.size(0) if page.nodes.tag else 0
    # A text behind a paywall is all that there is, and it may say so; a dated one is a report.
    is_open = not (article.paywalled and article.body)
    dated = article.provenance.get("published_at")
    is_report = kind.value == ARTICLE and dated is not None and dated.rule != "url"
    return (
        (is_open and _marked(page, letters, shown))
        or _missing(page, letters, _HEADLINE if is_report and letters >= _SHORT else None)
        or (is_open and not is_report and _worded(page, letters, shown))
        or (is_open and _unrendered(page, letters, shown))
        or _home(page, kind, links)
        or None
    )


def who_refuses(capture: Capture) -> Candidate | None:
    """Return who refuses with a status of 4xx or 5xx, if the page tells."""
    page = Page(capture)
    shown = page.nodes.size(0) if page.nodes.tag else 0
    found = _by_address(capture) or _marked(page, 0, shown) or _worded(page, 0, shown)
    return found if found is not None and found.value == Outcome.BLOCKED else None


def _by_address(capture: Capture) -> Candidate | None:
    for name, value in capture.headers:
        for outcome, rule, header, begins in HEADERS:
            if name.lower() == header and value.lower().startswith(begins):
                return Candidate(rule, f"{name}: {value}", outcome)
    address = capture.url.partition("://")[2]
    found = next(((rule, host) for rule, host in HOSTS if address.startswith(host)), None)
    return Candidate(found[0], found[1], Outcome.BLOCKED) if found else None


# Not there ----------------------------------------------------------------------------------


def _missing(page: Page, letters: int, most: int | None = None) -> Candidate | None:
    """Look for words that the page is not there, in texts of at most so many words."""
    nodes = page.nodes
    if any("error404" in nodes.get(n, "class").split() for n in nodes.all("body")[:1]):
        return Candidate("missing:body-class", "error404", Outcome.SOFT_404)
    for rule, text in _said(page, letters):
        if is_missing(fold(text)) and (most is None or len(text.split()) <= most):
            return Candidate(f"missing:{rule}", text, Outcome.SOFT_404)
    return None


def _said(page: Page, letters: int) -> Iterator[tuple[str, str]]:
    """Yield what a page says in its loudest voice, then, where it has little text, the rest."""
    nodes = page.nodes
    title = _title(page)
    yield from (("title", piece) for piece in (title, *_PIECES.split(title)) if piece)
    yield from (("heading", nodes.text(n)) for n in nodes.all("h1")[:3])
    if letters >= _SHORT:
        return
    yield from (("heading", nodes.text(n)) for n in nodes.all("h2", "h3")[:6])
    for block in range(min(len(nodes.opens), _BLOCKS)):
        if nodes.letters[block] <= _BARE and nodes.links[block] * 2 < nodes.letters[block]:
            yield "text", nodes.block_text(block)


def _home(page: Page, kind: Candidate, links: Links) -> Candidate | None:
    """Tell whether a list at an article's address says that it is the home page."""
    if kind.value != LISTING or is_home(page.url) or not tells_an_article(page.url):
        return None
    said = absolute(page.url, links.canonical or "") or ""
    if not (said and is_home(said) and same_site(said, page.url)):
        return None
    return Candidate("missing:home-page", said, Outcome.SOFT_404)


# Walls, parking, faults ---------------------------------------------------------------------


def _marked(page: Page, letters: int, shown: int) -> Candidate | None:
    """Look for what only a stub has in its source; script of a captcha may stand in any page."""
    if letters >= _BODY // 2 or shown >= _MARKED:
        return None
    source = page.source[:_SOURCE].lower()
    for outcome, rule, marks in MARKS:
        found = next((mark for mark in marks if mark in source), None)
        if found is not None:
            return Candidate(rule, found, outcome)
    is_bare = letters < _SHORT and shown < _TOLD // 2
    found = next((mark for mark in _CAPTCHA if mark in source), None) if is_bare else None
    return Candidate("captcha", found, Outcome.BLOCKED) if found else None


def _worded(page: Page, letters: int, shown: int) -> Candidate | None:
    """Look for what a stub says: in its title and all its text, or else in its headings."""
    if shown < _TOLD and letters < _BODY // 2:
        title = f"{fold(_title(page))} "
        for outcome, rule, beginnings in TITLES:
            found = next((t for t in beginnings if title.startswith(f"{t} ")), None)
            if found is not None:
                return Candidate(f"{rule}:title", found, outcome)
        return _phrase(f"{page.nodes.text(0) if shown else ''} {_unread(page.source[:_SOURCE])}")
    return _told(page) if letters < _SHORT else None


def _told(page: Page) -> Candidate | None:
    """Look for phrases in the headings alone: the rest of the page is the site's."""
    texts = (page.nodes.text(n) for n in page.nodes.all("h1", "h2")[:4])
    return next((found for t in texts if len(t) < _BARE and (found := _phrase(t))), None)


def _phrase(text: str) -> Candidate | None:
    folded = f" {fold(text)} "
    for outcome, rule, phrases in WORDS:
        found = next((phrase for phrase in phrases if phrase in folded), None)
        if found is not None:
            return Candidate(rule, found, outcome)
    return None


def _title(page: Page) -> str:
    return next((page.nodes.text(n) for n in page.nodes.all("title")), "")


# Nothing without scripts --------------------------------------------------------------------


def _unrendered(page: Page, letters: int, shown: int) -> Candidate | None:
    if letters >= _SHORT or shown - len(_title(page)) >= _BARE:
        return None
    source = page.source[:_SOURCE].lower()
    leads = _LEADS_HOME.search(source)
    target = absolute(page.url, (leads["meta"] or leads["script"]) if leads else "")
    if target and is_home(target) and not is_home(page.url) and same_site(target, page.url):
        return Candidate("missing:home-page", target, Outcome.SOFT_404)
    if "<script" not in source:
        return None
    shell = _SHELLS.search(source) or leads
    asked = fold(_unread(source))
    seen = shell[0] if shell else next((word for word in _SCRIPT_WORDS if word in asked), None)
    return Candidate("script", seen, Outcome.NEEDS_JAVASCRIPT) if seen else None


def _unread(source: str) -> str:
    """Return the text of <noscript>, which the table of nodes leaves out."""
    return _TAG.sub(" ", " ".join(_NOSCRIPT.findall(source)))
