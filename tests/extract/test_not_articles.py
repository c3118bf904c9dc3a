"""Pages that answer in an article's place; `blind.toml` was written before the rules were."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawler.extract import extract_html
from newscrawler.extract.observe import observe
from newscrawler.model.capture import Capture, Location
from newscrawler.model.observation import CaptureFacts
from newscrawler.model.outcome import Outcome
from tests.support.paths import FIXTURES

HERE = Path(__file__).parent / "not_articles"
MENU = "".join(
    f"<li><a href=/{name.lower()}>{name}</a></li>"
    for name in ("Home", "World", "Business", "Sport", "Culture", "Opinion", "Science", "Video")
)
LATEST = "".join(
    f"<article><h3><a href=/2024/05/0{n}/story>Minister speaks of the harvest, part {n}</a></h3>"
    f"<span>{n} hours ago</span></article>"
    for n in range(1, 7)
)
TOP = f"<header><a href=/>The paper</a><nav><ul>{MENU}</ul></nav></header>"
END = (
    f"<aside class=sidebar><h2>Latest</h2>{LATEST}</aside>"
    "<footer><p>© 2024 The paper. All rights reserved.</p><a href=/about>About us</a></footer>"
)

PROSE = "".join(
    f"<p>The {n} thing that was said on that evening, in a hall by the harbour, was said at length, "
    "and those who had come to hear it went home late, as the report of the council tells.</p>"
    for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)
ARABIC = "".join(
    f"<p>قال الخبير {n} في الندوة التي عقدت مساء أمس في قاعة المدينة إن الحجب لا يمنع القراء من الوصول، "
    "بل يدفعهم إلى طرق أخرى، وإن أرقام السنوات الماضية تدل على ذلك في بلدان كثيرة.</p>"
    for n in (
        "الأول",
        "الثاني",
        "الثالث",
        "الرابع",
        "الخامس",
        "السادس",
        "السابع",
        "الثامن",
        "التاسع",
    )
)
PARTS = {"{top}": TOP, "{end}": END, "{prose}": PROSE, "{arabic}": ARABIC}


def samples(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["page"]


def ends(page: dict[str, Any]) -> tuple[str | None, str | None]:
    url = page.get("url", "https://news.example/2024/05/06/a-story-of-some-kind")
    html = page["html"]
    for name, part in PARTS.items():
        html = html.replace(name, part)
    headers = {"Content-Type": "text/html; charset=utf-8", **page.get("headers", {})}
    at = "2024-06-01T00:00:00Z"
    capture = Capture(
        url, page.get("status", 200), tuple(headers.items()), html.encode(), at, "r", Location("x")
    )
    seen = observe(capture, CaptureFacts("r", url, at, Location("x"), "news.example"), None)
    return seen.outcome, seen.detail


@pytest.mark.parametrize("page", samples("blind") + samples("known"), ids=lambda page: page["name"])
def test_what_answers_in_an_articles_place(page: dict[str, Any]) -> None:
    outcome, detail = ends(page)
    assert (outcome, bool(detail)) == (page["outcome"], True), detail


@pytest.mark.parametrize("page", samples("articles"), ids=lambda page: page["name"])
def test_an_article_about_it_is_an_article(page: dict[str, Any]) -> None:
    assert ends(page) == (None, None)


def test_no_page_of_the_fixtures_is_a_stub() -> None:
    pages = sorted(FIXTURES.glob("*/*/*.html"))
    kinds = {extract_html(p.read_bytes(), url="https://news.example/").page_type for p in pages}
    assert len(pages) > 40
    assert kinds <= {"article", "listing", "other"}


def test_a_page_that_is_made_to_be_slow_is_not() -> None:
    for html in ("<noscript>" * 20_000, "<div " * 40_000, "<noscript>" + "<" * 200_000):
        assert ends({"html": html})[0] in (Outcome.EMPTY, Outcome.NOT_ARTICLE)
