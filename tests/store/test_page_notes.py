from dataclasses import replace
from typing import Any

import pytest

from newscrawler.model.article import Article, Provenance
from newscrawler.model.capture import DiscoveryHint, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.store.articles.page_notes import FIELDS, bit, notes

URL = "https://example.com/a"
FACTS = CaptureFacts("urn:1", URL, "2024-01-01T00:00:00Z", Location("x.warc.gz", 1), "site")
ARTICLE = Article(
    URL, URL, "site", title="One", body="Two words,\n\nand two more.", authors=["A"], layout="base",
    provenance={"title": Provenance("selector:h1", "One"), "body": Provenance("heuristic", "")},
)  # fmt: skip


def seen(outcome: Outcome | None = None, **changes: Any) -> Observation:
    article = replace(ARTICLE, **changes)
    return Observation(FACTS, 200, URL, "sha", outcome, article=article)


def test_what_a_page_gave_and_what_gave_it() -> None:
    found = notes(seen())
    assert found["layout"] == "base"
    assert found["words"] == 5
    filled = found["filled"]
    assert [f for f in FIELDS if filled & bit(f)] == ["title", "body", "author"]
    assert [f for f in FIELDS if filled & bit(f, selected=True)] == ["title"]


def test_a_count_of_nought_is_a_count() -> None:
    assert notes(seen(views=0))["filled"] & bit("views")


def test_a_page_without_text_counts() -> None:
    found = notes(seen(Outcome.EMPTY, body=None))
    assert found["filled"] & (bit("title") | bit("body")) == bit("title")
    assert found["words"] == 0


def test_a_page_that_a_feed_calls_an_article_and_that_is_none_gave_nothing() -> None:
    other = seen(Outcome.NOT_ARTICLE)
    named = replace(other, facts=replace(FACTS, hint=DiscoveryHint("feed")))
    assert (notes(named)["filled"], notes(named)["words"]) == (0, 0)
    assert notes(other) == {}
    assert notes(replace(other, facts=replace(FACTS, hint=DiscoveryHint("listing")))) == {}


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.SOFT_404, Outcome.PART])
def test_what_is_no_article_s_page_tells_nothing(outcome: Outcome) -> None:
    assert notes(seen(outcome)) == {}


def test_not_modified_tells_nothing() -> None:
    assert notes(Observation(FACTS, 304, URL, "", Outcome.UNCHANGED)) == {}
