from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.model.urls import (
    absolute,
    canonical_url,
    is_rendering,
    plausible_canonical,
    preference,
    same_site,
    spellings,
    variant_key,
)


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


_EDITION = st.sampled_from(["m.", "mobile.", "amp.", "wap.", "touch.", ""])
_MARK = st.sampled_from(["", "amp/", "amp", "print/", "?amp", "?amp=1", "?outputType=amp", "?print=1",
                         "?m=1", "?utm_source=a&utm_medium=b", "?fbclid=x#y", "#top", "index.php"])  # fmt: skip
_SLUG = st.text("خبر-اليوم2abc", min_size=1, max_size=12).filter(lambda t: t.strip("-"))


@given(
    st.sampled_from(["http", "https", "HTTPS"]), st.sampled_from(["www.", ""]), _EDITION, _SLUG,
    st.sampled_from(["/", ""]), _MARK, st.sampled_from([str, quote, lambda t: quote(t).lower()]),
)  # fmt: skip
def test_variants_of_an_address_have_one_key(
    scheme: str,
    www: str,
    edition: str,
    slug: str,
    slash: str,
    mark: str,
    spell: Callable[[str], str],
) -> None:
    plain = f"https://example.com/news/{slug}/"
    between = "/" if mark and mark[0] not in "?#" else slash
    variant = f"{scheme}://{www or edition}Example.com/news/{spell(slug)}{between}{mark}"
    assert variant_key(variant) == variant_key(plain)
    assert is_rendering(variant) == bool(
        (edition and not www) or mark.startswith(("amp", "print", "?amp", "?out", "?print", "?m"))
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a?page=1", "https://example.com/a?page=2"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://en.example.com/a", "https://ar.example.com/a"),
        ("https://example.com/mobile-phones", "https://example.com/phones"),
        ("https://example.com/a/amp-up", "https://example.com/a"),
        ("https://m.com/a", "https://n.com/a"),
    ],
)
def test_other_pages_have_other_keys(a: str, b: str) -> None:
    assert variant_key(a) != variant_key(b)


@given(st.one_of(_urls, st.text()))
def test_keys_and_preferences_of_anything(url: str) -> None:
    assert variant_key(url) == variant_key(canonical_url(url))
    assert preference(url)[-1] == url


def test_the_plainest_address_is_preferred() -> None:
    variants = ["http://example.com/a", "https://m.example.com/a", "https://example.com/a?amp=1",
                "https://www.example.com/a", "https://example.com/a"]  # fmt: skip
    assert min(variants, key=preference) == "https://example.com/a"
    assert max(variants, key=preference) == "https://example.com/a?amp=1"


def test_spellings_of_an_address() -> None:
    found = spellings("https://www.example.com/a/?b=1")
    assert found[:3] == [
        "https://www.example.com/a?b=1", "http://www.example.com/a/?b=1",
        "http://www.example.com/a?b=1",
    ]  # fmt: skip
    assert set(found[3:]) == {
        f"{scheme}://example.com/a{end}?b=1" for scheme in ("http", "https") for end in ("", "/")
    }
    assert spellings("file:///a.html") == []


@given(url=st.builds("http{}://{}{}".format, st.sampled_from(["", "s"]),
                     st.sampled_from(["a.test", "www.a.test"]), st.sampled_from(["", "/", "/x", "/x/?q"])))  # fmt: skip
def test_spellings_are_mutual_and_never_the_address_itself(url: str) -> None:
    found = spellings(url)
    assert url not in found
    assert len(found) == len(set(found)) == 7
    assert all(url in spellings(other) for other in found)
