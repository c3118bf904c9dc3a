"""What a page says of its use, with the article that it holds."""

from newscrawler import extract_html
from newscrawler.extract import extract
from newscrawler.model.capture import Capture, Location

PAGE = """<html><head><title>A title</title>
<meta name="Robots" content="index, noarchive"><meta name="tdm-reservation" content="1">
<link rel="license" href="/terms">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A title",
 "license": {"@id": "https://example.com/licence"}, "usageInfo": "https://example.com/usage",
 "isAccessibleForFree": false}</script></head><body><article><h1>A title</h1><p>Text.</p>
<figure><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">photo</a></figure>
</article></body></html>"""


def test_each_statement_is_kept_with_its_place() -> None:
    capture = Capture(
        "https://example.com/a", 200, (("X-Robots-Tag", "googlebot: noai"),), PAGE.encode(),
        None, "", Location(""),
    )  # fmt: skip
    assert [(s.rule, s.says, s.agent) for s in extract(capture).rights] == [
        ("header:x-robots-tag", "noai", "googlebot"),
        ("meta:robots", "noarchive", None),
        ("meta:tdm-reservation", "tdm-reservation=1", None),
        ("link:license", "license=https://example.com/terms", None),
        ("json-ld:license", "license=https://example.com/licence", None),
        ("json-ld:usageInfo", "usage-info=https://example.com/usage", None),
        ("json-ld:isAccessibleForFree", "free=false", None),
    ]


def test_most_pages_say_nothing() -> None:
    page = b"<title>t</title><meta name=robots content='index, follow'><p>license rel</p>"
    assert extract_html(page, url="https://example.com/a").rights == ()
