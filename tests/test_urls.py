import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.urls import absolute, canonical_url, plausible_canonical, same_site


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.COM:80/a", "http://example.com/a"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&b=2&a=1&fbclid=9", "https://example.com/a?a=1&b=2"),
        ("https://example.com/خبر", "https://example.com/%D8%AE%D8%A8%D8%B1"),
        ("https://example.com/%d8%ae%d8%a8%d8%b1", "https://example.com/%D8%AE%D8%A8%D8%B1"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://مثال.example/a", "https://xn--mgbh0fb.example/a"),
        ("https://example.com/%7Euser", "https://example.com/~user"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/news?id=7", "https://example.com/news?id=7"),
    ],
)
def test_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


_urls = st.builds(
    "{}://{}{}/{}?{}#{}".format, st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["example.com", "مثال.com", "EXAMPLE.com.", "[::1]"]),
    st.sampled_from(["", ":80", ":8080", ":"]), st.text(max_size=20), st.text(max_size=20),
    st.text(max_size=5),
)  # fmt: skip


@given(st.one_of(_urls, st.text()))
def test_canonical_is_idempotent_and_never_raises(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.text(max_size=50))
def test_any_link_resolves_to_an_address_or_to_none(href: str) -> None:
    found = absolute("https://example.com/a/", href)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "href", ["javascript:x()", "mailto:a@b", "data:text/html,x", "file:///etc/passwd", "#top", ""]
)
def test_what_cannot_be_fetched_is_no_link(href: str) -> None:
    assert absolute("https://example.com/", href) is None


def test_a_site_is_its_registrable_domain() -> None:
    assert same_site("https://www.bbc.co.uk/a", "https://news.bbc.co.uk/")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("http://127.0.0.1:1/", "http://127.0.0.1:2/")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("/b", "https://example.com/b"),
        ("https://example.com/", None),
        ("https://other.org/a", None),
        ("", None),
    ],
)
def test_a_canonical_link_is_believed_within_reason(declared: str, expected: str | None) -> None:
    assert plausible_canonical("https://example.com/a?x=1", declared) == expected
