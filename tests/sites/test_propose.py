"""Fixture pages after a redesign: the layout that is proposed gives their gold values again."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from newscrawler.extract import extract
from newscrawler.model import profile
from newscrawler.model.capture import Capture, Location
from newscrawler.model.profile import Profile
from newscrawler.sites.repair.propose import propose
from newscrawler.sites.repair.sample import Known, Sample
from tests.support.redesign import redesigned

Pages = list[tuple[Path, Sample]]


@cache
def all_pages() -> dict[tuple[str, str], Pages]:
    sites = ("alsahifa", "alminbar", "harbour-post", "tallcedar", "dw")
    return {(site, layout): pages for site, layout, pages in redesigned(sites)}


@pytest.mark.parametrize(
    ("site", "layout"),
    [
        ("alsahifa", "base"),
        ("alminbar", "base"),
        ("harbour-post", "base"),
        ("tallcedar", "base"),
        ("tallcedar", "2024-06-01"),
        ("dw", "2023-06-13"),
    ],
)
def test_the_proposal_gives_the_gold_values(site: str, layout: str, tmp_path: Path) -> None:
    pages = all_pages()[site, layout]
    found = propose([sample for _, sample in pages], date(2026, 5, 1))
    assert found is not None
    path = tmp_path / f"{site}.toml"
    own = pages[0][1].profile
    assert own is not None
    old = f"[[layout]]\ntitle = '.old-title'\nbody = '.old-body'\n\n{found.table()}"
    path.write_text(f'name = "{site}"\ndomains = ["x.example"]\n\n{old}', encoding="utf-8")
    mended = replace(own, layouts=profile.load(path).layouts)
    for gold, sample in pages:
        got = extract(replace(sample.capture, captured_at="2026-05-02T00:00:00Z"), mended)
        assert got.layout == "2026-05-01"
        says = json.loads(gold.read_text(encoding="utf-8"))
        for name in ("title", "body", "published_at", "section", "views"):
            assert getattr(got, name) == says.get(name), f"{gold.name}: {name}"


def test_names_of_a_build_or_of_one_page_are_not_proposed() -> None:
    pages = [sample for _, sample in all_pages()["alsahifa", "base"][:4]]
    for number, sample in enumerate(pages):
        text = sample.capture.body.decode()
        text = text.replace('class="kirazu"', f'class="post-{4711 + number} Title_x__3kF9a kirazu"')
        capture = replace(sample.capture, body=text.encode())
        pages[number] = Sample(capture, sample.known, sample.profile)
    found = propose(pages)
    assert found is not None
    assert found.selectors["title"] == (".kirazu",)


def test_a_day_that_stands_only_in_an_attribute_of_the_sites_own() -> None:
    pages = []
    for number in range(5):
        title, text = f"Headline number {number}", f"What happened on day {number}. " * 20
        body = (
            f"<div class=hero><b class=head>{title}</b><u data-at='2026-01-2{number}T16:21'></u>"
            f"</div><div class=par>{text}</div>"
        )
        url = f"https://x.example/{number}"
        capture = Capture(url, 200, (), body.encode(), "2026-02-01T00:00:00Z", "r", Location("f"))
        known = Known(title, text.strip(), f"2026-01-2{number}T16:21+03:00")
        site = Profile("x", ("x.example",), timezone="Asia/Riyadh")
        pages.append(Sample(capture, known, site))
    found = propose(pages)
    assert found is not None
    assert found.selectors["published"] == (".hero > u::attr(data-at)",)
    assert found.right["published"] == (5, 5)


def test_pages_that_tell_nothing_of_their_articles_give_no_proposal() -> None:
    pages = [sample for _, sample in all_pages()["alsahifa", "base"]]
    blank = replace(pages[0].capture, body=b"<html><body><p>We are moving.</p></body></html>")
    assert propose([Sample(blank, sample.known, sample.profile) for sample in pages]) is None
    assert propose([]) is None


def test_what_comes_out_without_a_selector_needs_none() -> None:
    found = propose([sample for _, sample in all_pages()["harbour-post", "base"]])
    assert found is not None
    assert "title" not in found.selectors
    assert found.right["title"] == (8, 8)
