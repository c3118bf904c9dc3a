"""Pages that answer in an article's place; `blind.toml` was written before the rules were."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawler.capture import Capture, Location
from newscrawler.observation import CaptureFacts
from newscrawler.process import observe

HERE = Path(__file__).parent / "stubs"
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


def samples(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["page"]


def ends(page: dict[str, Any]) -> tuple[str | None, str | None]:
    url = page.get("url", "https://news.example/2024/05/06/a-story-of-some-kind")
    html = page["html"].replace("{top}", TOP).replace("{end}", END).encode()
    headers = {"Content-Type": "text/html; charset=utf-8", **page.get("headers", {})}
    at = "2024-06-01T00:00:00Z"
    capture = Capture(
        url, page.get("status", 200), tuple(headers.items()), html, at, "r", Location("x")
    )
    seen = observe(capture, CaptureFacts("r", url, at, Location("x"), "news.example"), None)
    return seen.outcome, seen.detail


@pytest.mark.parametrize("page", samples("blind"), ids=lambda page: page["name"])
def test_what_answers_in_an_articles_place(page: dict[str, Any]) -> None:
    outcome, detail = ends(page)
    assert (outcome, bool(detail)) == (page["outcome"], True), detail
