import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.model.urls import (
    absolute,
    canonical_url,
    is_address,
    is_rendering,
    of_header,
    plausible_canonical,
    preference,
    same_site,
    spellings,
    variant_key,
    without_tracking,
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


@pytest.mark.parametrize(
    ("href", "url"),
    [
        # In the spelling that stands there.
        ("/%d8%a3", "https://example.com/%d8%a3"),
        ("/%D8%A3", "https://example.com/%D8%A3"),
        ("/أ", "https://example.com/%D8%A3"),
        ("b?y=2&x=1#z", "https://example.com/n/b?y=2&x=1"),
        ("/a|b[1]", "https://example.com/a|b[1]"),
        # As browsers read what is out of order.
        ("\\2026\\03\\a", "https://example.com/2026/03/a"),
        ("..\\a", "https://example.com/a"),
        ("https:\\\\example.com\\a", "https://example.com/a"),
        ("\\\\cdn.example\\a", "https://cdn.example/a"),
        ("http:///example.org/a", "http://example.org/a"),
        (" /a b\t\n", "https://example.com/a%20b"),
        ("https://exa\nmple.com/a", "https://example.com/a"),
        ("https://مثال.example/", "https://xn--mgbh0fb.example/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("/\ud800", "https://example.com/%EF%BF%BD"),
    ],
)
def test_links_are_read_as_browsers_read_them(href: str, url: str) -> None:
    assert absolute("https://example.com/n/", href) == url


BROKEN = ["http://[bad/x", "https://[your-domain]/s.xml", "https://news.example]/s", "http://a b/",
          "http://h:99999/", "http://h:port/", "https://", "http://%zz/", "http://[::1", "//[", "http://a<b>/",
          "https://<host>/a"]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_no_browser_takes_is_no_address(text: str) -> None:
    assert absolute("https://example.com/", text) is None
    assert of_header("https://example.com/", text) is None
    assert not is_address(text)


_hosts = st.sampled_from(
    ["", "[", "[x", "h]", "[::1]", "h:x", "h:70000", "a b", "%00", "u:p@h", "℀.example"]
)
_outside = st.one_of(
    st.text(), st.sampled_from(BROKEN),
    st.builds("{}{}{}{}".format, st.sampled_from(["http://", "https:", "//", "\\\\", "HTTP:/\\"]),
              _hosts, st.sampled_from("/?#\\"), st.text(max_size=20)),
)  # fmt: skip


@given(_outside)
def test_whatever_comes_from_outside_is_an_address_or_none(text: str) -> None:
    for url in (
        absolute("https://example.com/a/?b", text),
        of_header("https://example.com/", text),
    ):
        if url is not None:
            assert url.isascii()
            assert is_address(url)
            assert absolute(url, url) == url, "an address is read the same a second time"
            assert canonical_url(canonical_url(url)) == canonical_url(url)
            assert urlsplit(url).hostname
    if is_address(text):
        assert urlsplit(text).port is None or urlsplit(text).hostname


@pytest.mark.parametrize(
    ("encoding", "query"),
    [
        ("utf-8", "%D8%AE%D8%A8%D8%B1"),
        ("windows-1256", "%CE%C8%D1"),
        ("iso8859-6", "%CE%C8%D1"),
        ("utf-16-le", "%D8%AE%D8%A8%D8%B1"),
        ("latin-1", "%26%231582%3B%26%231576%3B%26%231585%3B"),
    ],
)
def test_a_query_is_sent_in_the_encoding_of_its_page(encoding: str, query: str) -> None:
    found = absolute("https://example.com/", "/خبر?q=خبر&p=1#خبر", encoding)
    assert found == f"https://example.com/%D8%AE%D8%A8%D8%B1?q={query}&p=1"


def test_bytes_of_a_header_are_sent_as_they_are() -> None:
    raw = "/2026/خبر".encode().decode("latin-1")
    assert of_header("https://example.com/a", raw) == "https://example.com/2026/%D8%AE%D8%A8%D8%B1"
    old = "/خبر".encode("windows-1256").decode("latin-1")
    assert of_header("https://example.com/a", old) == "https://example.com/%CE%C8%D1"
    host = "https://مثال.example/".encode().decode("latin-1")
    assert of_header("https://example.com/a", host) == "https://xn--mgbh0fb.example/"


@given(st.text(max_size=30))
def test_spellings_of_one_link_have_one_key(slug: str) -> None:
    urls = [absolute("https://example.com/", f"/n/x{spell(slug)}?q={spell(slug)}")
            for spell in (quote, lambda t: re.sub("%..", lambda c: c[0].lower(), quote(t)))]  # fmt: skip
    assert len({canonical_url(url) for url in urls if url}) == 1


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://e.example/%d8%a3?utm_source=rss&b=2&a=1", "https://e.example/%d8%a3?b=2&a=1"),
        ("https://e.example/a?fbclid=1", "https://e.example/a"),
        ("https://e.example/a;jsessionid=7F?b", "https://e.example/a?b"),
        ("https://e.example/a?", "https://e.example/a?"),
        ("https://e.example/a?b=&c", "https://e.example/a?b=&c"),
    ],
)
def test_trackers_are_left_out_and_the_spelling_stays(url: str, left: str) -> None:
    assert without_tracking(url) == left
    assert canonical_url(left) == canonical_url(url)


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
