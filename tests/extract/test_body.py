"""The body of a page without a profile: what belongs to the text, rule by rule."""

import json

import pytest

from newscrawler import extract_html
from newscrawler.model.article import Article

FIRST = "The council voted on Monday to rebuild the old bridge, the mayor told reporters."
SECOND = "Work begins in March, and until then a ferry will carry cars across the river."
THIRD = "Residents had asked for the repair since the flood, which closed the northern lane."
FOURTH = "The money comes from the region, which pays two thirds, and from the town itself."
TEXT = [FIRST, SECOND, THIRD, FOURTH]
MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href=/s{i}>Section {i}</a></li>" for i in range(12))
    + "</ul></nav>"
)


def page(inside: str, head: str = "") -> Article:
    html = (
        f"<html><head><title>Bridge - Daily</title>{head}</head><body>{MENU}{inside}</body></html>"
    )
    return extract_html(html.encode(), url="https://example.com/news/bridge/")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


def body(inside: str, head: str = "") -> list[str]:
    return (page(inside, head).body or "").split("\n\n")


def test_paragraphs_in_reading_order() -> None:
    assert body(f"<h1>Bridge</h1><div class=text>{paragraphs(*TEXT)}</div>") == TEXT


@pytest.mark.parametrize(
    "box",
    [
        "<div class=related><h3>More</h3><a href=/x>Another bridge fell in the east of the land</a></div>",
        "<p><a href=/x>Another bridge fell in the east of the land, and nobody was there</a></p>",
        "<div><a href=/x><h4>Another bridge fell in the east of the land yesterday</h4></a></div>",
        "<figure><img src=a><figcaption>The bridge. Photo: Agency</figcaption></figure>",
        "<figure>The bridge in spring</figure>",
        "<div class=ad-slot>Advertisement</div>",
        "<div>Story continues below</div>",
        "<blockquote class=twitter-tweet><p>What a day for the bridge! I cannot wait.</p></blockquote>",
        "<aside><p>A bridge is a structure that spans a river, a road or a valley, and more.</p></aside>",
        "<div class=shareButtons>Share Tweet Mail</div>",
        "<header><p>This content is for subscribers only, so subscribe now to read on.</p></header>",
        "<div hidden>Your browser is too old for this site, please renew it at once.</div>",
    ],
)  # fmt: skip
def test_boxes_between_paragraphs_are_left_out_and_the_text_goes_on(box: str) -> None:
    inside = f"<h1>Bridge</h1><div class=text>{paragraphs(FIRST, SECOND)}{box}{paragraphs(THIRD, FOURTH)}</div>"
    assert body(inside) == TEXT


@pytest.mark.parametrize(
    ("inserted", "kept"),
    [
        ("<h2>What it costs</h2>", ["What it costs"]),
        ("<ul><li>Two lanes for cars</li><li>One for bicycles</li></ul>",
         ["Two lanes for cars", "One for bicycles"]),
        ("<blockquote><p>It was about time, and we are all glad of it.</p></blockquote>",
         ["It was about time, and we are all glad of it."]),
        ("<div><h3>The ferry</h3></div>", ["The ferry"]),
        ("<table><tr><td>Length</td><td>300 metres</td></tr></table>", ["Length", "300 metres"]),
    ],
)  # fmt: skip
def test_lists_quotes_subheads_and_tables_stay(inserted: str, kept: list[str]) -> None:
    inside = f"<h1>Bridge</h1><div class=text>{paragraphs(FIRST, SECOND)}{inserted}{paragraphs(THIRD, FOURTH)}</div>"
    assert body(inside) == [FIRST, SECOND, *kept, THIRD, FOURTH]


def test_what_stands_before_the_text_in_its_container_is_left_out() -> None:
    inside = f"""<div class=text><h1>Bridge</h1><p class=by>By Ada Miller</p><p>3 May 2024</p>
        {paragraphs(*TEXT)}<p>Read more:</p></div>"""
    assert body(inside) == TEXT


def test_a_subhead_that_repeats_words_of_the_title_stays() -> None:
    html = f"""<html><head><title>Mayor opens the bridge of glass after a long wait - Daily</title></head>
        <body><h1>Mayor opens the bridge of glass after a long wait</h1><div class=text>
        <p>{FIRST}</p><h2>The bridge of glass after a long wait</h2>{paragraphs(*TEXT[1:])}</div>"""
    found = extract_html(html.encode(), url="https://example.com/news/bridge/").body or ""
    assert found.split("\n\n") == [FIRST, "The bridge of glass after a long wait", *TEXT[1:]]


def test_a_body_in_several_containers_built_alike_is_one() -> None:
    parts = "".join(
        f"<div class=block><div class=inner>{paragraphs(a, b)}</div></div><div class=ad></div>"
        for a, b in ((FIRST, SECOND), (THIRD, FOURTH), (FIRST + "!", SECOND + "!"))
    )
    assert body(f"<h1>Bridge</h1><main>{parts}</main>") == [*TEXT, FIRST + "!", SECOND + "!"]


def test_a_sidebar_in_name_only_holds_the_text() -> None:
    long = [f"{t} {t} {t} {t}" for t in TEXT]
    assert (
        body(f"<h1>Bridge</h1><div class=sidebar-grid><div>{paragraphs(*long)}</div></div>") == long
    )


def test_a_standfirst_that_the_description_quotes_opens_the_body() -> None:
    lead = "The town gets its bridge back, and the ferry a last year of work on the river."
    head = f'<meta name=description content="{lead}">'
    inside = (
        f"<header><h1>Bridge</h1><p>{lead}</p></header><div class=text>{paragraphs(*TEXT)}</div>"
    )
    assert body(inside, head) == [lead, *TEXT]


def test_comments_longer_than_the_text_are_not_it() -> None:
    said = "I have lived here for forty years and never saw the like of it, believe me. " * 3
    comments = "".join(f"<li class=c><b>Reader {n}</b><div>{said}{n}</div></li>" for n in range(9))
    inside = (
        f"<h1>Bridge</h1><div class=text>{paragraphs(*TEXT)}</div><ul class=talk>{comments}</ul>"
    )
    assert body(inside) == TEXT


def test_a_discussion_below_ends_the_text() -> None:
    said = "".join(f"<p>Reader {n} - 2{n}/02/2011</p><p>{THIRD} {n}.</p>" for n in range(3))
    assert body(f"<h1>Bridge</h1><div class=text>{paragraphs(*TEXT)}{said}</div>") == TEXT


def test_a_body_that_stands_only_in_json_ld() -> None:
    data = {"@type": "NewsArticle", "headline": "Bridge", "articleBody": "\n".join(TEXT)}
    article = page(
        f'<div id=app></div><script type="application/ld+json">{json.dumps(data)}</script>'
    )
    assert (article.body or "").split("\n\n") == TEXT
    assert article.provenance["body"].rule == "json-ld:articleBody"


@pytest.mark.parametrize(
    "wrap", ["<script type=application/json>{}</script>", "<script>window.__S__={};</script>"]
)
def test_a_body_that_stands_only_in_a_frameworks_state(wrap: str) -> None:
    state = {"page": {"blocks": [{"type": "p", "html": f"<p>{t}</p>"} for t in TEXT], "ads": ["x"]}}
    article = page("<div id=app></div>" + wrap.replace("{}", json.dumps(state)))
    assert (article.body or "").split("\n\n") == TEXT
    assert article.provenance["body"].rule == "script"


def test_a_stub_before_a_paywall_is_flagged() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "isAccessibleForFree": False})
    script = f'<script type="application/ld+json">{data}</script>'
    stub = page(f"<h1>Bridge</h1><div class=text>{paragraphs(FIRST, SECOND)}</div>{script}")
    assert stub.paywalled
    assert stub.provenance["paywalled"].rule == "json-ld:isAccessibleForFree"
    whole = page(f"<h1>Bridge</h1><div class=text>{paragraphs(*TEXT * 6)}</div>{script}")
    assert not whole.paywalled
    assert not page(f"<h1>Bridge</h1><div class=text>{paragraphs(*TEXT)}</div>").paywalled


def test_what_a_paywall_hides_in_the_markup_is_text() -> None:
    rest = f'{FIRST[:30]}<span class="paywall">{FIRST[30:]}</span>'
    inside = f"<h1>Bridge</h1><div class=text><p>{rest}</p><p class=paywall>{SECOND}</p>"
    assert body(f"{inside}{paragraphs(THIRD, FOURTH)}</div>") == TEXT


def test_confidence_tells_what_other_sources_say() -> None:
    head = '<meta property="og:title" content="Bridge"><meta property="article:published_time" content="2024-05-03T10:00:00+02:00">'
    inside = f"<h1>Bridge</h1><time datetime=2024-05-03>3 May</time><div class=text>{paragraphs(*TEXT)}</div>"
    told = page(inside, head).provenance
    assert (told["title"].confidence, told["published_at"].confidence) == ("agreed", "agreed")
    other = page(inside.replace("2024-05-03", "2024-05-02"), head).provenance
    assert other["published_at"].confidence == "disputed"
    assert page(f"<h1>Bridge</h1>{paragraphs(*TEXT)}").provenance["page_type"].confidence == "alone"


def test_what_is_no_text_has_no_body() -> None:
    found = extract_html(bytes(range(256)) * 20, url="https://e.com/a", content_type="text/html")
    assert (found.title, found.body) == (None, None)
