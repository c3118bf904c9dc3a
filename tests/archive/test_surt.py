import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.archive.export.surt import surt


# What tests/interop finds the library `surt` to say, too.
@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.example.com/", "com,example)/"),
        ("https://example.com", "com,example)/"),
        ("HTTP://WWW2.Example.COM:80/Path/", "com,example)/path"),
        ("https://example.com:443/", "com,example)/"),
        ("https://example.com:8443/a", "com,example:8443)/a"),
        ("http://user:secret@example.com/", "com,example)/"),
        ("http://example.com/a#part", "com,example)/a"),
        ("http://example.com/b?y=2&x=1&X", "com,example)/b?x&x=1&y=2"),
        ("http://example.com/?", "com,example)/"),
        ("http://example.com/a/./b/../c//d", "com,example)/a/c/d"),
        ("http://example.com/../a", "com,example)/../a"),
        ("http://example.com/%7Ejoe/%2541", "com,example)/~joe/a"),
        ("http://example.com/100%", "com,example)/100%25"),
        ("http://example.com/a b", "com,example)/a%20b"),
        ("http://example.com/أخبار", "com,example)/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1"),
        ("http://example.com/%D8%A3", "com,example)/%d8%a3"),
        ("http://الجزيرة.شبكة/", "xn--ngbc5azd,xn--mgbeiue0iwb)/"),
        ("http://example.com/?PHPSESSID=" + "0" * 32 + "&a=1", "com,example)/?a=1"),
        ("http://127.0.0.1:8000/robots.txt", "1,0,0,127:8000)/robots.txt"),
        ("http://2130706433/", "1,0,0,127)/"),
        ("http://0177.1/", "1,0,0,127)/"),
        ("http://300.1.1.1/", "1,1,1,300)/"),
        ("http://http://example.com/", "com,example)/"),
        ("http://example.com:port/", "http://example.com:port/"),
        ("urn:page:One", "urn:page:one"),
        ("example.com/a", "com,example)/a"),
    ],
)
def test_the_key_of_an_address(url: str, key: str) -> None:
    assert surt(url) == key


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(surt(text), str)


@given(st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5}){1,3}", fullmatch=True), st.text(max_size=20))
def test_keys_of_addresses_are_ascii_and_begin_with_the_host(host: str, rest: str) -> None:
    key = surt(f"http://{host}/{rest}")
    assert key.isascii()
    bare = ".".join(host.split(".")[1:]) if host.split(".")[0] == "www" else host
    assert key.startswith(",".join(reversed(bare.split("."))) + ")/")
