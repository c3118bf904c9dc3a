"""What sites say of the use of their pages: read, and obeyed where that is asked for."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.errors import UsageError
from newscrawler.extract.fields.rights import of_headers, of_metas
from newscrawler.extract.fields.rights_in_robots_txt import of_host_file
from newscrawler.model.rights import GROUPS, HOST_FILES, Signal, obeyed, signal
from newscrawler.store.articles.rights import of_url, refusing_statement

ROBOTS, TDMREP = HOST_FILES
NOON = "2024-05-06T12:00:00Z"


def said(*headers: tuple[str, str]) -> list[tuple[str, str | None]]:
    return [(s.says, s.agent) for s in of_headers(headers)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noindex, nofollow", [("noindex", None)]),
        ("NoArchive", [("noarchive", None)]),
        ("none", [("noindex", None)]),
        ("nocache,nosnippet", [("noarchive", None), ("nosnippet", None)]),
        ("googlebot: noindex, noarchive", [("noindex", "googlebot"), ("noarchive", "googlebot")]),
        (
            "googlebot: noai, newscrawler: noarchive",
            [("noai", "googlebot"), ("noarchive", "newscrawler")],
        ),
        ("*: noimageai", [("noimageai", None)]),
        ("max-snippet: 20, noml", [("noml", None)]),
        (
            "unavailable_after: 25 Jun 2010 15:00:00 PST",
            [("unavailable_after=2010-06-25T23:00:00Z", None)],
        ),
        (
            "unavailable_after: Friday, 25-Jun-10 15:00:00 UTC, noindex",
            [("unavailable_after=2010-06-25T15:00:00Z", None), ("noindex", None)],
        ),
        (
            "unavailable_after: 2025-01-31, noindex",
            [("unavailable_after=2025-01-31T00:00:00Z", None), ("noindex", None)],
        ),
        ("all, index, max-image-preview:large", []),
    ],
)
def test_x_robots_tag(value: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(("X-Robots-Tag", value)) == expected


def test_several_headers_and_the_reservation_of_mining() -> None:
    found = said(
        ("X-Robots-Tag", "noarchive"),
        ("x-robots-tag", "otherbot: noindex"),
        ("TDM-Reservation", "1"),
        ("tdm-policy", "https://example.com/policy.json"),
        ("Content-Usage", "train-ai=n, search=y"),
        ("Content-Type", "text/html"),
    )
    assert found == [
        ("noarchive", None),
        ("noindex", "otherbot"),
        ("tdm-reservation=1", None),
        ("tdm-policy=https://example.com/policy.json", None),
        ("train-ai=n", None),
        ("search=y", None),
    ]
    assert said(("tdm-reservation", "2")) == []


def test_meta_tags() -> None:
    metas = {"robots": ["index, noai", "noarchive"], "googlebot": ["nosnippet"],
             "tdm-reservation": ["1"], "viewport": ["noindex"]}  # fmt: skip
    assert [(s.rule, s.says, s.agent) for s in of_metas(metas)] == [
        ("meta:robots", "noai", None),
        ("meta:robots", "noarchive", None),
        ("meta:googlebot", "nosnippet", "googlebot"),
        ("meta:tdm-reservation", "tdm-reservation=1", None),
    ]


SIGNALS = """
# Content-Signal: ai-train=yes
User-agent: *
Content-Signal: search=yes, ai-train=no   # says who
Disallow: /private

User-Agent: newscrawler
User-agent: friend
Allow: /
Content-Signal: ai-train=yes
Content-Usage: /archive/ train-ai=n
"""


def test_robots_txt_speaks_to_its_groups() -> None:
    found = of_host_file(ROBOTS, SIGNALS)
    assert [(s.says, s.agent, s.path) for s in found] == [
        ("search=yes", None, None),
        ("ai-train=no", None, None),
        ("ai-train=yes", "newscrawler", None),
        ("ai-train=yes", "friend", None),
        ("train-ai=n", "newscrawler", "/archive/"),
        ("train-ai=n", "friend", "/archive/"),
    ]
    # What is said to us goes before what is said to all.
    at_home = of_url("https://a.example/x", found)
    assert refusing_statement(at_home, ["ai"], NOON) is None
    archived = of_url("https://a.example/archive/x", found)
    assert refusing_statement(archived, ["ai"], NOON) == found[4]
    others = [s for s in at_home if s.agent != "newscrawler"]
    assert refusing_statement(others, ["ai"], NOON) == found[1]


def test_tdmrep_json_speaks_of_paths() -> None:
    text = """[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"},
               {"location": "/free/*.html$", "tdm-reservation": 0}, "?", {"location": 5}]"""
    found = of_host_file(TDMREP, text)
    assert [(s.says, s.path) for s in found] == [
        ("tdm-reservation=1", "/"), ("tdm-policy=https://a.example/p", "/"),
        ("tdm-reservation=0", "/free/*.html$"),
    ]  # fmt: skip
    for path, refused in (("/free/a.html", False), ("/free/a.htm", True), ("/b.html", True)):
        here = of_url(f"https://a.example{path}", found)
        assert bool(refusing_statement(here, ["tdm"], NOON)) is refused
    for broken in ("<html>", "[" * 100_000, "null", '{"tdm-reservation": [1]}'):
        assert of_host_file(TDMREP, broken) == ()


def test_of_reservations_the_nearest_counts() -> None:
    free = Signal("meta:tdm-reservation", "tdm-reservation=0")
    header = Signal("header:tdm-reservation", "tdm-reservation=1")
    host = Signal("tdmrep.json", "tdm-reservation=1", path="/")
    assert refusing_statement([host, header, free], ["tdm"], NOON) is None
    assert refusing_statement([host, header], ["tdm"], NOON) == header
    assert refusing_statement([host], ["tdm"], NOON) == host


def test_only_what_is_asked_for_is_obeyed() -> None:
    found = list(of_headers([("X-Robots-Tag", "noarchive, noai"), ("tdm-reservation", "1")]))
    assert refusing_statement(found, [], NOON) is None
    assert refusing_statement(found, ["noindex", "nosnippet"], NOON) is None
    for group, says in (("noarchive", "noarchive"), ("ai", "noai"), ("tdm", "tdm-reservation=1")):
        refused = refusing_statement(found, [group], NOON)
        assert refused is not None
        assert refused.says == says
    theirs = list(of_headers([("X-Robots-Tag", "googlebot: noarchive")]))
    assert refusing_statement(theirs, GROUPS, NOON) is None
    ours = list(of_headers([("X-Robots-Tag", "newscrawler: noarchive")]))
    assert refusing_statement(ours, GROUPS, NOON) == ours[0]


def test_what_has_run_out_is_not_indexed() -> None:
    found = list(of_headers([("X-Robots-Tag", "unavailable_after: 2024-05-06T10:00:00Z")]))
    assert refusing_statement(found, ["noindex"], NOON) == found[0]
    assert refusing_statement(found, ["noindex"], "2024-05-06T09:00:00Z") is None
    assert refusing_statement(found, ["noindex"], None) is None


def test_the_setting() -> None:
    assert obeyed("") == frozenset()
    assert obeyed(" TDM, ai,") == {"tdm", "ai"}
    with pytest.raises(UsageError, match="NEWSCRAWLER_RIGHTS has «robots»; there are noindex"):
        obeyed("robots")


@given(st.sampled_from(["/a", "/a/b", "/"]), st.text("/ab*$?", max_size=8))
@settings(max_examples=200, deadline=None)
def test_paths_are_those_of_robots_txt(path: str, rule: str) -> None:
    from protego import Protego

    if not rule.startswith("/") or "$" in rule[:-1]:
        return
    theirs = Protego.parse(f"User-agent: *\nDisallow: {rule}\n").can_fetch(path, "x")
    ours = of_url(f"https://a.example{path}", [Signal("tdmrep.json", "x", path=rule)])
    assert bool(ours) is not theirs


def test_a_path_of_many_stars_costs_little() -> None:
    rule = Signal("tdmrep.json", "x", path="/" + "*a" * 2000)
    begun = time.process_time()
    assert of_url("https://a.example/" + "a" * 1999 + "b", [rule]) == []
    assert time.process_time() - begun < 1  # it takes 1 ms; backtracking would take for ever


def test_a_host_s_file_is_read_up_to_a_limit() -> None:
    agents = "".join(f"User-agent: bot{n}\n" for n in range(30_000))
    assert len(of_host_file(ROBOTS, f"{agents}Content-Signal: ai-train=no\n" * 2)) <= 200
    rules = ",".join(f'{{"location": "/{n}", "tdm-reservation": 1}}' for n in range(5_000))
    assert len(of_host_file(TDMREP, f"[{rules}]")) == 200


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_signals_survive_their_record(text: str) -> None:
    found = [
        *of_headers([("X-Robots-Tag", text), ("tdm-policy", text)]),
        *of_host_file(ROBOTS, text),
    ]
    for one in found:
        assert signal(one.as_data()) == one
