import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler import extract_html
from newscrawler.extract.html.json_ld import load_json
from newscrawler.model.article import Article

URL = "https://example.com/2024/05/06/story/"
PROSE = "A first sentence, long enough to count as prose, stands here. And a second one follows it."


def read(html: str | bytes, **more: object) -> Article:
    body = html.encode() if isinstance(html, str) else html
    return extract_html(body, url=URL, **more)  # type: ignore[arg-type]


@given(st.binary(max_size=500))
@settings(max_examples=150)
def test_any_bytes_give_an_article_or_nothing(body: bytes) -> None:
    assert isinstance(read(body), Article)


@given(st.recursive(st.text("اب xy&;", max_size=8), lambda inner: st.builds(
    "<{0} {1}>{2}{2}</{0}>".format, st.sampled_from(["p", "div", "td", "ul", "a", "script", "time", "!--"]),
    st.sampled_from(["", "class=date", "itemprop=datePublished", "hidden", "id='\0'"]), inner)))  # fmt: skip
def test_any_markup(html: str) -> None:
    assert isinstance(read(html), Article)


@pytest.mark.parametrize(
    "html", ["", "   ", "<html></html>", "\0\0", "<!---->", "<?xml?>", "plain text"]
)
def test_hardly_anything(html: str) -> None:
    assert read(html).title is None


@pytest.mark.slow
def test_nesting_deeper_than_the_stack() -> None:
    depth = 20_000
    found = read("<div>" * depth + f"<p>{PROSE * 5}</p>" + "</div>" * depth)
    assert isinstance(found, Article)


def test_generic_page_takes_the_text_and_leaves_the_furniture() -> None:
    found = read(f"""<html lang=ar><title>خبر اليوم | موقع</title><nav><a href=/>الرئيسية</a></nav>
    <h1>خبر اليوم</h1><div class=meta><span class=date>٢١ كانون الأول ٢٠١٧</span>
    <span class=views>744 مشاهدات</span></div><div id=body><p>{PROSE * 3}</p><p>{PROSE * 2}</p></div>
    <div class=related><a href=/x>{PROSE}</a></div><footer>© 2026</footer>""")
    assert found.title == "خبر اليوم"
    assert found.body == f"{PROSE * 3}\n\n{PROSE * 2}".replace(".A", ".A")
    assert (found.published_at, found.published_precision) == ("2017-12-21", "day")
    assert (found.views, found.language) == (744, "ar")
    assert found.provenance["views"].rule == "heuristic:views"


def test_a_footers_year_is_no_date() -> None:
    found = extract_html(f"<h1>T</h1><p>{PROSE * 9}</p><footer>© 2019 Site</footer>".encode(),
                         url="https://example.com/story")  # fmt: skip
    assert found.published_at is None


def test_sources_agree_to_differ_on_record() -> None:
    data = {"@type": "NewsArticle", "headline": "T", "datePublished": "2024-05-06T10:00:00Z"}
    found = read(f"""<meta property=article:published_time content=2024-05-07>
    <script type=application/ld+json>{json.dumps(data)}</script><h1>T</h1><p>{PROSE * 9}</p>""")
    where = found.provenance["published_at"]
    assert (where.rule, where.raw) == ("json-ld:datePublished", "2024-05-06T10:00:00Z")
    assert ("meta:article:published_time", "2024-05-07") in [
        (o.rule, o.value) for o in where.others
    ]


@pytest.mark.parametrize(
    "text",
    ['{"a": 1,}', '{"a": [1, 2,],}', '<!-- {"a": 1} -->', '//<![CDATA[\n{"a": 1}\n//]]>',
     '{"a": "line\nbreak"}', '{"a": 1}{"b": 2}', '[{"a": 1}];'],
)  # fmt: skip
def test_broken_json_is_mended(text: str) -> None:
    assert list(load_json(text))


@given(st.text())
def test_any_script_is_read_or_left(text: str) -> None:
    list(load_json(text))


def test_importing_the_library_brings_neither_scrapy_nor_sqlalchemy() -> None:
    import subprocess
    import sys

    script = (
        "import sys; from newscrawler import extract_html, Profile, Article;"
        "print([m for m in ('scrapy', 'sqlalchemy', 'twisted') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_relative_dates_need_a_capture_date() -> None:
    html = f"<h1>T</h1><span class=date>منذ ساعتين</span><p>{PROSE * 9}</p>"
    page = {"url": "https://example.com/story"}
    assert extract_html(html.encode(), **page).published_at is None
    dated = extract_html(html.encode(), captured_at="2024-05-06T10:00:00Z", **page)
    assert dated.published_at is not None
    assert dated.published_at.startswith("2024-05-06T08:00")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_real_pages_give_their_gold(corpus: Path, part: int) -> None:
    """A floor under the generic path, on real pages: share of dates and titles that are right."""
    rows = [json.loads(line) for line in (corpus / "corpus.jsonl").open(encoding="utf-8")][part::16]
    dates, titles = [], []
    for row in rows:
        body = gzip.decompress((corpus / row["html"]).read_bytes())
        found = extract_html(body, url=row["url"] or f"https://example.invalid/{row['id']}")
        if row["gold"].get("date"):
            dates.append((found.published_at or "")[:10] == row["gold"]["date"][:10])
        if row["gold"].get("title"):
            titles.append(found.title == " ".join(row["gold"]["title"].split()))
    assert sum(dates) / len(dates) > 0.75
    assert sum(titles) / len(titles) > 0.6
