"""Fixture pages after a redesign: the layout that is proposed gives their gold values again."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newscrawler import profile
from newscrawler.extract import extract
from newscrawler.repair.propose import propose
from newscrawler.repair.sample import Sample, known_of
from tests.repair.redesign import redesign
from tests.test_fixtures import GOLD, article, read

HTML = (("Content-Type", "text/html; charset=utf-8"),)


def redesigned(site: str, layout: str = "base") -> list[tuple[Path, Sample]]:
    golds = [g for g in GOLD if g.parts[-3] == site and article(g).layout == layout]
    pages = [(gold, *read(gold)) for gold in golds]
    new = [(g, replace(c, body=redesign(c, p), headers=HTML), p) for g, c, p in pages]
    return [(g, Sample(capture, known_of(article(g)), p)) for g, capture, p in new]


@pytest.mark.parametrize(
    ("site", "layout"),
    [
        ("alsahifa", "base"),
        ("alminbar", "base"),
        ("harbour-post", "base"),
        ("tallcedar", "base"),
        ("tallcedar", "2024-06-01"),
        ("dw", "2023-06-13"),
        ("seznamzpravy", "base"),
    ],
)
def test_the_proposal_gives_the_gold_values(site: str, layout: str, tmp_path: Path) -> None:
    pages = redesigned(site, layout)
    found = propose([sample for _, sample in pages], date(2026, 5, 1))
    assert found is not None
    path = tmp_path / f"{site}.toml"
    domains = [*read(pages[0][0])[1].domains]
    old = f"[[layout]]\ntitle = '.old-title'\nbody = '.old-body'\n\n{found.table()}"
    path.write_text(f'name = "{site}"\ndomains = {domains}\n\n{old}', encoding="utf-8")
    mended = profile.load(path)
    assert mended.layouts[-1].since == date(2026, 5, 1)
    mended = replace(pages[0][1].profile or mended, layouts=mended.layouts)
    for gold, sample in pages:
        got = extract(replace(sample.capture, captured_at="2026-05-02T00:00:00Z"), mended)
        assert got.layout == "2026-05-01"
        says = json.loads(gold.read_text(encoding="utf-8"))
        for name in ("title", "body", "published_at", "section", "views"):
            assert getattr(got, name) == says.get(name), f"{gold.name}: {name}"


def test_names_of_a_build_or_of_one_page_are_not_proposed() -> None:
    pages = redesigned("alsahifa")
    for number, (_, sample) in enumerate(pages):
        text = sample.capture.body.decode()
        text = text.replace('class="kirazu"', f'class="post-{4711 + number} Title_x__3kF9a kirazu"')
        pages[number] = (
            _,
            Sample(replace(sample.capture, body=text.encode()), sample.known, sample.profile),
        )
    found = propose([sample for _, sample in pages])
    assert found is not None
    assert found.selectors["title"] == (".kirazu",)


def test_pages_that_tell_nothing_of_their_articles_give_no_proposal() -> None:
    pages = [sample for _, sample in redesigned("alsahifa")]
    blank = replace(pages[0].capture, body=b"<html><body><p>We are moving.</p></body></html>")
    assert propose([Sample(blank, sample.known, sample.profile) for sample in pages]) is None
    assert propose([]) is None


def test_what_comes_out_without_a_selector_needs_none() -> None:
    found = propose([sample for _, sample in redesigned("harbour-post")])
    assert found is not None
    assert "title" not in found.selectors
    assert found.right["title"] == (8, 8)
