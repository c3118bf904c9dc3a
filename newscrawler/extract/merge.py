"""Merges the sources of each field: selectors, then structured data, then heuristics.

The first that has a value wins; the others are kept as provenance.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from newscrawler.extract import selectors
from newscrawler.extract.body.choose import body, paywall
from newscrawler.extract.body.further_pages import number_and_next
from newscrawler.extract.confidence import confidence
from newscrawler.extract.dates.published import modified, published
from newscrawler.extract.fields import rights
from newscrawler.extract.fields.authors import author, authors
from newscrawler.extract.fields.section_links import headline
from newscrawler.extract.fields.sections import sections
from newscrawler.extract.fields.site_name import SiteName
from newscrawler.extract.fields.titles import titles
from newscrawler.extract.fields.views import views
from newscrawler.extract.html import structured_data
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.extract.not_articles.page_type import page_type
from newscrawler.extract.not_articles.stub import stub
from newscrawler.model.article import Article, Candidate, Provenance
from newscrawler.model.capture import Capture
from newscrawler.model.profile import Layout, Profile
from newscrawler.model.urls import absolute, canonical_url, plausible_canonical
from newscrawler.text.arabic import clean
from newscrawler.text.language import choose
from newscrawler.text.view_counts import parse_count

_MAX_OTHERS = 5
"""Other candidates that are kept for each value."""
_MAX_LENGTH = 300
"""Characters of a source's text that are kept."""
_LANGUAGES = ("og:locale", "content-language", "language", "dc.language")


def merge(capture: Capture, profile: Profile | None) -> Article:
    """Extract every field of a capture."""
    return _Merger(Page(capture, profile)).article()


class _Merger:
    """One page's extraction: gathers candidates, chooses, keeps the rest as provenance."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._links = Links(page)
        self._article = Article(
            url=page.url,
            canonical_url=canonical_url(page.url),
            site=page.profile.name if page.profile else (urlsplit(page.url).hostname or ""),
            captured_at=page.capture.captured_at,
        )
        self._layout: Layout | None = None
        self._container: int | None = None

    def article(self) -> Article:
        self._declared = structured_data.candidates(self._page, self._links)
        self._site = SiteName(self._declared.get("publisher", []), self._links)
        self._canonical()
        self._body()
        self._paywall()
        self._take("title", self._titles())
        self._head = headline(self._page, self._article.title or "")
        self._dates()
        self._views()
        self._sections()
        self._declared["author"] = authors(self._links, self._declared, self._site, self._head)
        self._take_list("authors", "author", author)
        self._take_list("tags", "tags", clean)
        self._take("image", self._images())
        self._language()
        self._encoding()
        self._page_type()
        self._article.rights = rights.of_page(self._page, self._links, self._declared)
        return self._article

    def _canonical(self) -> None:
        raw = self._links.canonical
        found = plausible_canonical(self._page.url, self._page.resolve(raw)) if raw else None
        if found:
            self._article.canonical_url = found
            self._keep("canonical_url", Candidate("link:canonical", clean(raw), found), [])

    def _body(self) -> None:
        """Take the first layout that gives title and body, else the heuristics."""
        profile = self._page.profile
        tried: list[tuple[Layout, Candidate | None]] = []
        for layout in profile.layouts_for(self._page.capture.captured_at) if profile else []:
            selected = selectors.body(self._page, layout)
            tried.append((layout, selected))
            named = next(selectors.strings(self._page, layout, "title"), None)
            if (selected or "body" not in layout.selectors) and (
                named or "title" not in layout.selectors
            ):
                break
        else:
            # No layout has both: take the one due at the capture's time, if it has a body.
            tried = tried[:1]
        if tried:
            self._layout, selected = tried[-1]
            self._article.layout = self._layout.name
            if selected:
                self._article.body = str(selected.value)
                self._keep("body", selected, [])
                return
        self._heuristic_body()

    def _heuristic_body(self) -> None:
        found = body(self._page, self._declared)
        if found:
            self._article.body, self._container = found.text, found.container
            self._keep("body", found.source, self._declared.get("body", []))

    def _paywall(self) -> None:
        wall = paywall(self._links, self._declared, self._article.body)
        if wall:
            self._article.paywalled = True
            self._keep("paywalled", wall, [])

    def _titles(self) -> Iterator[Candidate]:
        yield from self._selected("title")
        yield from titles(self._page, self._declared.get("title", []), self._site, self._links)

    def _images(self) -> Iterator[Candidate]:
        for candidate in (*self._selected("image"), *self._declared.get("image", [])):
            url = absolute(self._page.url, candidate.raw)
            if url:
                yield Candidate(candidate.rule, candidate.raw, url)

    def _dates(self) -> None:
        declared = chain(self._selected("published"), self._declared.get("published", []))
        found = published(self._page, declared, self._container, self._head)
        if found.stamp:
            self._article.published_at = found.stamp.iso()
            self._article.published_precision = found.stamp.precision
            self._article.published_calendar = found.calendar
        elif found.unread:
            self._article.published_precision = found.unread.reason
        if found.candidate:
            self._article.published_raw = found.candidate.raw
            self._keep("published_at", found.candidate, found.others)
        changed = chain(self._selected("modified"), self._declared.get("modified", []))
        last = modified(self._page, changed)
        if last.stamp and last.candidate:
            self._article.modified_at = last.stamp.iso()
            self._keep("modified_at", last.candidate, last.others)

    def _views(self) -> None:
        for candidate in (*self._selected("views"), *views(self._page, self._head)):
            count = parse_count(candidate.raw)
            if count is not None:
                self._article.views, self._article.views_raw = count, candidate.raw
                self._keep("views", candidate, [])
                return

    def _language(self) -> None:
        profile = self._page.profile.language if self._page.profile else None
        declared = [("profile", profile), ("html:lang", self._page.html_language)]
        declared += [(c.rule, c.raw) for c in self._declared.get("language", [])]
        meta = self._page.meta(*_LANGUAGES)
        declared += [(f"meta:{meta[0]}", meta[1])] if meta else []
        tags = [(rule, tag) for rule, tag in declared if tag]
        found = choose(tags, f"{self._article.title or ''} {self._article.body or ''}")
        if found.tag:
            self._article.language = found.tag
            others = [found.disagreement] if found.disagreement else []
            others += [other for other in tags if other[0] != found.rule]
            raw = next((tag for rule, tag in tags if rule == found.rule), found.tag)
            self._keep("language", Candidate(found.rule, raw), [Candidate(*o) for o in others])

    def _encoding(self) -> None:
        read = self._page.decoded
        self._keep("encoding", Candidate(read.rule, read.declared or ""), [])

    def _page_type(self) -> None:
        kind = page_type(self._page, self._article, self._declared, self._container, self._links)
        kind = stub(self._page, self._article, kind, self._links) or kind
        self._article.page_type = str(kind.value)
        self._keep("page_type", kind, [])
        if self._article.body:
            self._article.part, self._article.continues = number_and_next(self._page, self._links)

    def _sections(self) -> None:
        selected = list(self._selected("section"))
        found = sections(
            self._links,
            self._declared,
            self._article.title or "",
            self._head,
            self._site,
            selected,
        )
        if found is not None:
            self._article.section, self._article.sections = found.section, found.sections
            self._keep("section", found.chosen, found.others)

    def _take_list(self, field: str, source: str, read: Any) -> None:
        for candidates in (list(self._selected(source)), self._declared.get(source, [])):
            read_all = (v for c in candidates for v in [read(c.raw)] if v)
            values = list(dict.fromkeys(read_all))
            if values:
                setattr(self._article, field, values)
                self._keep(field, candidates[0], candidates[1:])
                return

    def _selected(self, field: str) -> Iterator[Candidate]:
        if self._layout is not None:
            yield from selectors.strings(self._page, self._layout, field)

    def _take(self, field: str, candidates: Iterable[Candidate]) -> None:
        """Take the first candidate, and keep the others that differ."""
        found = list(islice((c for c in candidates if c.raw), _MAX_OTHERS + 1))
        if found:
            setattr(self._article, field, found[0].value or found[0].raw)
            self._keep(field, found[0], found[1:])

    def _keep(self, field: str, chosen: Candidate, others: list[Candidate]) -> None:
        distinct = {(o.rule, o.raw): o for o in others}
        distinct.pop((chosen.rule, chosen.raw), None)
        kept = tuple(distinct.values())[:_MAX_OTHERS]
        # A selector that finds two things does not dispute the first.
        agreement = confidence(
            getattr(self._article, field, None), [o for o in kept if o.rule != chosen.rule]
        )
        self._article.provenance[field] = Provenance(
            clean(chosen.rule), _shorten(chosen.raw), tuple(map(_shortened, kept)), agreement
        )


def _shortened(candidate: Candidate) -> Candidate:
    value = candidate.value
    return Candidate(
        candidate.rule,
        _shorten(candidate.raw),
        _shorten(value) if isinstance(value, str) else value,
    )


def _shorten(text: str) -> str:
    """Return a text as provenance keeps it: its beginning, without control characters."""
    return clean(text[:_MAX_LENGTH])
