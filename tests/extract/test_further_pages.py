import pytest

from newscrawler import extract_html
from newscrawler.extract.body.further_pages import join, split
from newscrawler.model.article import Article

URL = "https://example.com/long-read/"
PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 4


def page(url: str, links: str, *texts: str) -> Article:
    body = "".join(f"<p>{t}</p>" for t in texts or (PROSE,))
    html = f"<h1>Long read</h1><div>{body}</div><p class=pages>{links}</p>"
    return extract_html(html.encode(), url=url)


@pytest.mark.parametrize(
    ("url", "first", "number"),
    [
        ("https://example.com/a/", "https://example.com/a/", 1),
        ("https://example.com/a/2/", "https://example.com/a/", 2),
        ("https://example.com/a/12", "https://example.com/a", 12),
        ("https://example.com/a?page=3&x=1", "https://example.com/a?x=1", 3),
        ("https://example.com/a/2024/", "https://example.com/a/2024/", 1),
        ("https://example.com/page/2/", "https://example.com/page/2/", 1),
        ("https://example.com/2/", "https://example.com/2/", 1),
        ("https://example.com/?p=77", "https://example.com/?p=77", 1),
    ],
)
def test_page_numbers_of_addresses(url: str, first: str, number: int) -> None:
    assert split(url) == (first, number)


@pytest.mark.parametrize(
    ("links", "following"),
    [
        ("1 <a href=/long-read/2/>2</a>", "https://example.com/long-read/2/"),
        ("<a href=/long-read/2>next</a>", "https://example.com/long-read/2"),
        ("<a href='?page=2'>2</a>", "https://example.com/long-read/?page=2"),
        ("<a href=/long-read/3/>3</a>", None),  # the next page is the second
        ("<a href=/other-story/2/>2</a>", None),
        ("<a rel=next href=/another-story/>Another</a>", None),  # the next story is another one
        ("<a href=/long-read/page/2/>older comments</a>", None),
    ],
)
def test_where_an_article_goes_on(links: str, following: str | None) -> None:
    found = page(URL, links)
    assert (found.part, found.continues) == (1, following)


@pytest.mark.parametrize(
    ("url", "links", "part", "following"),
    [
        (URL + "2/", "<a href=/long-read/>1</a> 2 <a href=/long-read/3/>3</a>", 2, URL + "3/"),
        (URL + "2/", "<a href=/long-read/>١</a>", 2, None),
        (URL + "2/", "<a rel=prev href=/long-read/>back</a>", 2, None),
        # Story 2 beside story 1 is a story.
        ("https://example.com/story/2", "<a rel=prev href=/story/1>before</a>", 1, None),
        ("https://example.com/story/2", "<a href=/story>All stories</a>", 1, None),
    ],
)
def test_a_later_page_leads_back_to_the_first(
    url: str, links: str, part: int, following: str | None
) -> None:
    found = page(url, links)
    assert (found.part, found.continues) == (part, following)


def article(*paragraphs: str, url: str = URL) -> Article:
    return Article(url, url, "site", title="T", body="\n\n".join(paragraphs))


def test_a_lead_and_a_signature_that_repeat_are_told_once() -> None:
    joined = join(
        article("Lead", "One", "Signed"), article("Lead", "Two", "One", "Three", "Signed")
    )
    assert joined is not None
    assert joined.body == "Lead\n\nOne\n\nSigned\n\nTwo\n\nOne\n\nThree"


def test_a_page_of_comments_repeats_the_article_and_ends_the_series() -> None:
    assert join(article("One", "Two"), article("One", "Two")) is None
    assert join(article("One"), Article(URL, URL, "site")) is None
