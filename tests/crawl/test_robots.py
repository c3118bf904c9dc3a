"""robots.txt: whose groups count, what is read of it, and the pace that it asks for."""

import pytest

from newscrawler.crawl.fetch.robots import MAX_BYTES, TOKEN, pace_of, rules_of, text_of
from newscrawler.model.capture import Capture, Location

BOTH = "User-agent: newscrawler\nDisallow: /ours\n\nUser-agent: *\nDisallow: /all\n"


def allowed(text: str, path: str) -> bool:
    return rules_of(text).allowed(f"https://news.example{path}", TOKEN)


def capture(body: bytes, content_type: str = "text/plain") -> Capture:
    headers = (("Content-Type", content_type),)
    return Capture(
        "https://news.example/robots.txt", 200, headers, body, None, "x", Location("x", 0)
    )


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        (BOTH, "/ours", False),
        (BOTH, "/all", True),
        (BOTH.replace("newscrawler", "NewsCrawler/2.0 (old)"), "/ours", False),
        (BOTH.replace("newscrawler", "news"), "/ours", True),
        (BOTH.replace("newscrawler", "news"), "/all", False),
        (BOTH.replace("newscrawler", "newscrawler-image"), "/ours", True),
        (BOTH.replace("newscrawler", "Googlebot\nUser-agent: NEWSCRAWLER # us"), "/ours", False),
        (BOTH + "User-agent: newscrawler\nDisallow: /c", "/c", False),
        (BOTH + "User-agent: newscrawler\nDisallow: /c", "/ours", False),
        ("user-agent:*\ndisallow: /private/\nallow: /private/press/", "/private/press/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /أخبار", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("", "/", True),
        ("<html><p>Welcome", "/", True),
    ],
)  # fmt: skip
def test_whose_rules_count(text: str, path: str, may: bool) -> None:
    assert allowed(text, path) is may


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: newscrawler\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 10", 3),
        ("User-agent: newscrawler\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: other\nCrawl-delay: 10", 0),
        ("User-agent: *\nCrawl-delay: 2.5\nRequest-rate: 1/5", 5),
        ("User-agent: *\nRequest-rate: 30/1m", 2),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nCrawl-delay: -1", 0),
    ],
)
def test_the_pace_that_is_asked_for(text: str, seconds: float) -> None:
    assert pace_of(rules_of(text)) == seconds


def test_500_kib_are_read_in_whole_lines() -> None:
    line = b"Disallow: /a-section-of-the-site\n"
    body = b"User-agent: *\n" + line * (MAX_BYTES // len(line) + 10) + b"Disallow: /last\n"
    text = text_of(capture(body))
    assert MAX_BYTES - len(line) <= len(text) <= MAX_BYTES
    assert text.endswith("/a-section-of-the-site")
    assert not allowed(text, "/a-section-of-the-site/1")
    assert allowed(text, "/last")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (BOTH.encode("utf-8-sig"), "text/plain"),
        (BOTH.encode("utf-16"), "text/plain"),
        (b"\xff\n" + BOTH.encode(), "text/plain; charset=windows-1256"),
        (BOTH.replace("\n", "\r").encode(), "application/octet-stream"),
        (BOTH.replace("\n", "\r\n").encode(), ""),
    ],
)
def test_marks_and_encodings(body: bytes, content_type: str) -> None:
    assert not allowed(text_of(capture(body, content_type)), "/ours")
