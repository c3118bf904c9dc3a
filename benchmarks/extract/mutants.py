"""The pages that fuzz.py feeds to the extractor: mutants of real ones, and named torture pages.

A mutant is told by its seed and number alone: any process makes the same one again.
"""

import gzip
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.corpus import UNKNOWN_URL

Mutation = Callable[[random.Random, bytes, bytes], bytes]
"""The page and another one in, the mutant out."""

TAGS = (b"div", b"p", b"span", b"table", b"td", b"tr", b"article", b"a", b"b", b"ul", b"li", b"br",
        b"script", b"style", b"svg", b"math", b"template", b"noscript", b"select", b"form", b"h1",
        b"title", b"head", b"body", b"html", b"iframe", b"textarea", b"time", b"x:y")  # fmt: skip
OPENINGS = (b"<!--", b"<![CDATA[", b"<script>", b'<script type="application/ld+json">', b"<style>",
            b"<textarea>", b"<title>", b"<plaintext>", b"<svg>", b"<?php ", b'<a href="', b"<",
            b"<!DOCTYPE x [<!ENTITY a '&b;'>", b"</body></html>", b"<base href='//['>")  # fmt: skip
ODD = (b"\0", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xef\xbb\xbf", b"\xff\xfe",
       b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xef\xbf\xbe", b"\x1a", b"\x7f",
       b"\xe2\x80\xae", b"\xe2\x80\xa8")  # fmt: skip
ENTITIES = (b"&#x110000;", b"&#xD800;", b"&#0;", b"&#xFFFE;", b"&#99999999999999999999;", b"&#-1;",
            b"&#x;", b"&amp;amp;", b"&nope;", b"&#1;", b"&#x80;", b"&lt;script&gt;")  # fmt: skip
CHARSETS = (b"utf-8", b"utf-16", b"utf-7", b"utf-32", b"windows-1256", b"shift_jis", b"hz-gb-2312",
            b"iso-2022-jp", b"big5", b"idna", b"punycode", b"rot13", b"base64", b"unicode_escape",
            b"\0", b"", b"x" * 999, b"undefined", b"raw_unicode_escape")  # fmt: skip
DATES = ("9999-99-99T99:99:99", "0000-00-00", "+275760-09-13", "2024-02-30", "-1", "1e400",
         "2024-01-01T00:00:00+99:99", "Mon, 99 Foo 99999", "٩" * 500, "1" * 5000, "NaN",
         "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "١٤٤٥/٩٩/٩٩ هـ",
         "منذ 99999999999999 سنة", "20240101" * 200, "13/13/13", "\u0000")  # fmt: skip
ODD_JSON = ("null", "true", "[]", "{}", '""', "0", "-1e999", "NaN", "1" * 5000, '"\\ud800"',
            "[" * 20000, "[" * 900 + "]" * 900, '{"a":' * 20000, "[null,[[]],{}]", '"\\u0000"',
            '{"@id":"#x"}', '{"@value":["2024"]}', '["a",["b",{"name":null}]]', '"' + "x " * 50000,
            '{"name":{"name":{"name":[1]}}}', '{"@type":[{}],"url":[[]]}')  # fmt: skip
KEYS = ("headline", "name", "articleBody", "datePublished", "dateModified", "articleSection",
        "author", "image", "keywords", "@type", "@graph", "mainEntity", "interactionStatistic",
        "userInteractionCount", "inLanguage", "itemListElement", "publisher")  # fmt: skip
METAS = ("article:published_time", "article:section", "og:title", "og:url", "date", "og:image",
         "author", "keywords", "og:locale", "article:tag", "description", "robots")  # fmt: skip


def at(rng: random.Random, page: bytes) -> int:
    """Return a place in a page: half the time between two tags, where it matters more."""
    place = rng.randint(0, len(page))
    return max(0, page.find(b"<", place)) if rng.random() < 0.5 else place


def put(rng: random.Random, page: bytes, what: bytes) -> bytes:
    """Insert bytes somewhere."""
    place = at(rng, page)
    return page[:place] + what + page[place:]


def truncated(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Cut the page off."""
    return page[: at(rng, page)]


def flipped(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Change up to 512 bytes."""
    changed = bytearray(page or b" ")
    for _n in range(2 ** rng.randint(0, 9)):
        changed[rng.randrange(len(changed))] = rng.choice((rng.randrange(256), *b"<>\"'&/=-! "))
    return bytes(changed)


def deleted(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Take a slice out."""
    start, end = sorted((at(rng, page), at(rng, page)))
    return page[:start] + page[end:]


def repeated(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Copy a piece of it up to 200 times."""
    start = at(rng, page)
    piece = page[start : start + 2 ** rng.randint(1, 14)]
    return put(rng, page, piece * rng.randint(1, max(1, min(200, 500_000 // max(1, len(piece))))))


def retagged(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Give tags other names, or swap two names."""
    share = rng.choice((0.01, 0.1, 0.5))
    one, two = rng.choice(TAGS), rng.choice(TAGS)

    def other(found: re.Match[bytes]) -> bytes:
        if rng.random() > share:
            return found[0]
        return found[1] + (rng.choice(TAGS) if share < 0.5 else two if found[2] != two else one)

    return re.sub(rb"(</?)([a-z][a-z0-9]*)", other, page)


def nested(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Open up to 8,192 elements in each other."""
    tag, depth = rng.choice(TAGS), 2 ** rng.randint(4, 13)
    closed = b"</%s>" % tag * depth if rng.random() < 0.5 else b""
    return put(rng, page, b"<%s>" % tag * depth + rng.choice((b"", b"x, y. ")) + closed)


def spliced(rng: random.Random, page: bytes, other: bytes) -> bytes:
    """Go on as another page."""
    return page[: at(rng, page)] + other[at(rng, other) :]


def mislabelled(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Declare another charset."""
    name = rng.choice(CHARSETS)
    changed = re.sub(rb"(charset=[\"']?)[\w-]+", lambda found: found[1] + name, page)
    return changed if changed != page else b'<meta charset="%s">' % name + page


def odd(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Put NULs, surrogates, byte order marks and the like in."""
    for _n in range(2 ** rng.randint(0, 6)):
        page = put(rng, page, rng.choice(ODD) * 2 ** rng.randint(0, 4))
    return page


def unclosed(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Open what is never closed."""
    return put(rng, page, rng.choice(OPENINGS))


def attribute(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Put an attribute of up to 2 MB in."""
    name = rng.choice((b"class", b"id", b"style", b"href", b"datetime", b"itemprop", b"content"))
    value = rng.choice((b"x", b"a ", b"-", b"1", b"/", b",", b"&amp;")) * 2 ** rng.randint(8, 18)
    return put(rng, page, b'<%s %s="%s">' % (rng.choice(TAGS), name, value))


def entities(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Put references to no character in."""
    for _n in range(2 ** rng.randint(0, 5)):
        page = put(rng, page, rng.choice(ENTITIES) * 2 ** rng.randint(0, 10))
    return page


def json_ld(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Put JSON-LD in that is broken, or holds what nobody expects."""
    dates = [json.dumps(date) for date in DATES]
    pairs = [f'"{rng.choice(KEYS)}":{rng.choice((*ODD_JSON, *dates))}' for _n in range(6)]
    data = '{"@context":"https://schema.org","@type":"NewsArticle",' + ",".join(pairs) + "}"
    script = b'<script type="application/ld+json">%s</script>' % data.encode()
    ours = re.compile(rb"<script[^>]*ld\+json.*?</script>", re.DOTALL)
    changed = ours.sub(lambda _m: script, page) if rng.random() < 0.5 else page
    return changed if changed != page else script + page


def meta(rng: random.Random, page: bytes, _: bytes) -> bytes:
    """Put a meta tag and a time in whose value is none."""
    value = rng.choice((*DATES, "x" * 300_000, ", " * 100_000, "http://[", "//", "ar_" * 999))
    tag = f'<meta property="{rng.choice(METAS)}" content="{value}"><time datetime="{value}">'
    return tag.encode() + page if rng.random() < 0.5 else put(rng, page, tag.encode())


MUTATIONS: tuple[Mutation, ...] = (
    truncated, flipped, deleted, repeated, retagged, nested, spliced, mislabelled, odd, unclosed,
    attribute, entities, json_ld, meta,
)  # fmt: skip

TORTURES: dict[str, Callable[[], bytes]] = {
    "10 MB of paragraphs": lambda: b"<p>Some words, and more of them. " * 320_000,
    "10,000 nested divs": lambda: b"<div>" * 10_000 + b"words, words",
    "100,000 nested spans": lambda: b"<span>" * 100_000 + b"words, words",
    "a million empty <p>": lambda: b"<p></p>" * 1_000_000,
    "one 5 MB text": lambda: b"<p>" + b"word, " * 850_000,
    "one 5 MB class": lambda: b'<div class="' + b"word-" * 1_000_000 + b'"><p>Words, words.',
    "100,000 links": lambda: b'<a href="/2024/01/01/x/">Some words here</a> ' * 100_000,
    "50,000 <br>": lambda: b"<div>" + b"Some words, and more.<br>" * 50_000,
    "100,000 unclosed <b>": lambda: b"<p>" + b"<b>words, " * 100_000,
    "10 MB of JSON-LD": lambda: (
        b'<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'
        + b"words, " * 1_400_000 + b'"}</script><p>Words.'
    ),
    "20,000 scripts": lambda: b"<script>var a = 1;</script><p>Words, words." * 20_000,
    "a million commas": lambda: b"<p>" + b"," * 1_000_000,
    "100,000 itemprops": lambda: b'<span itemprop="articleSection">News</span>' * 100_000,
    "200,000 table cells": lambda: b"<table>" + b"<tr><td>words</td><td>1</td>" * 100_000,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A page to extract, and how it was made."""

    body: bytes
    url: str
    content_type: str | None
    made_of: str


@dataclass(frozen=True)
class Source:
    """The pages that mutants are made of, and the seed; the same in every process."""

    pages: tuple[tuple[Path, str], ...]
    seed: int

    def mutant(self, number: int) -> Mutant:
        """Make a mutant: one to three mutations of a page."""
        rng = random.Random(f"{self.seed}:{number}")  # noqa: S311 - to be made again, not secret
        (path, url), (other, _) = rng.choice(self.pages), rng.choice(self.pages)
        body, second = ((gzip.decompress if p.suffix == ".gz" else bytes)(p.read_bytes())
                        for p in (path, other))  # fmt: skip
        mutations = rng.choices(MUTATIONS, k=rng.randint(1, 3))
        for mutation in mutations:
            body = mutation(rng, body, second)
        label = rng.choice(CHARSETS).decode() if rng.random() < 0.1 else None
        names = " ".join(mutation.__name__ for mutation in mutations)
        return Mutant(body, url, label and f"text/html; charset={label}", f"{path.name}: {names}")


def torture(name: str) -> Mutant:
    """Make a named page."""
    page = b"<!DOCTYPE html><html><head><title>Words</title></head><body><h1>Words</h1>"
    return Mutant(page + TORTURES[name](), UNKNOWN_URL, None, name)
