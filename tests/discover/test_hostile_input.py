"""XML and JSON that are made to cost memory, time, or a file of ours."""

import gzip
import json
import resource
import time
from pathlib import Path

import pytest

from newscrawler.discover import sitemap
from newscrawler.discover.feed import iter_feed
from newscrawler.discover.sitemap import iter_sitemap

BASE = "https://news.example/"


def memory() -> int:
    """Return the most that this process has taken so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def laughs(where: str) -> bytes:
    entities = '<!ENTITY a0 "https://news.example/">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return f"<!DOCTYPE x [{entities}]>{where}".encode()


URLSET = "<urlset><url><loc>https://news.example/1</loc></url>{}</urlset>"
HOSTILE = {
    "billion laughs in a text": laughs(URLSET.format("<url><loc>&a9;</loc></url>")),
    "billion laughs in an attribute": laughs(URLSET.format("<url x='&a9;'><loc>b</loc></url>")),
    "quadratic": (
        f"<!DOCTYPE x [<!ENTITY a '{'x' * 100_000}'>]>"
        + URLSET.format(f"<url><loc>{'&a;' * 30_000}</loc></url>")
    ).encode(),
    "depth": URLSET.format("<a>" * 200_000).encode(),
    "attributes": URLSET.format(
        "<a " + " ".join(f"a{n}=''" for n in range(100_000)) + "/>"
    ).encode(),
    "one text": URLSET.format(f"<url><loc>{'x' * 20_000_000}</loc></url>").encode(),
    "a name": URLSET.format("<" + "a" * 20_000_000 + "/>").encode(),
    "a comment": URLSET.format("<!--" + "a" * 20_000_000).encode(),
    "zipped": gzip.compress(URLSET.format("<a/>" * 10_000_000).encode(), 6),
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_what_is_made_to_cost_is_cheap_and_gives_what_is_honest(what: str) -> None:
    before, begun = memory(), time.process_time()
    found = [entry.url for entry in iter_sitemap(HOSTILE[what])]
    assert found[0] == "https://news.example/1"
    assert len("".join(found)) < 1000
    assert memory() - before < 100_000_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file://{}">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{}"> %p;]>',
        '<!DOCTYPE x SYSTEM "file://{}" [<!ENTITY e "nothing">]>',
        '<!DOCTYPE x PUBLIC "-//X//X" "file://{}">',
    ],
)
def test_no_file_of_ours_is_read(tmp_path: Path, declared: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text('<!ENTITY e "secret">secret')
    include = (
        f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{secret}' parse='text'/>"
    )
    text = declared.format(secret) + URLSET.format(
        f"<url><loc>{BASE}&e;</loc></url><url><loc>{include}</loc></url><url><loc>b</loc></url>"
    )
    assert "secret" not in "".join(entry.url for entry in iter_sitemap(text.encode()))
    feed = declared.format(secret) + (
        f"<rss><item><title>&e;</title><link>{BASE}a</link></item>"
        f"<item><title>{include}</title><link>{BASE}b</link></item></rss>"
    )
    entries = list(iter_feed(feed.encode(), BASE))
    assert "secret" not in repr(entries)
    assert [entry.url for entry in entries][:1] == [BASE + "a"]


def test_a_sitemap_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_ENTRIES", 1000)
    entries = b"<url><loc>https://news.example/1</loc></url>" * 1001
    assert sum(1 for _ in iter_sitemap(b"<urlset>" + entries)) == 1000
    assert sum(1 for _ in iter_sitemap(b"https://news.example/1\n" * 1001)) == 1000


@pytest.mark.parametrize(
    "body",
    [
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 200_000,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"[]," * 4_000_000 + b"1]}",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"9" * 100_000 + b"]}",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": {"a": 1}}, null]}',
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": {"a": "b"}}).encode(),
    ],
    ids=["deep", "large", "a long number", "wrong types", "no list"],
)  # fmt: skip
def test_json_made_to_cost_gives_nothing(body: bytes) -> None:
    before = memory()
    assert [e.url for e in iter_feed(body, BASE) if e.url == BASE] == []
    assert memory() - before < 50_000_000
