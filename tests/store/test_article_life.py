"""Removed and back again: the same from the captures in whatever order they come in."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from newscrawler.extract.observe import observe
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.store import Store
from newscrawler.store.reading.article_life import Event, life
from newscrawler.store.reading.rows import export_rows, history
from newscrawler.text.digest import text_digest

URL = "https://example.com/sport/2024/a-match-is-won"
AMP = f"{URL}/amp"


def facts(day: int, url: str = URL) -> CaptureFacts:
    at = f"2024-01-{day:02d}T00:00:00Z"
    return CaptureFacts(f"urn:{day:02d}", url, at, Location("x.warc.gz", day), "site", "crawl")


def sight(day: int, text: str = "Body.", url: str = URL, *, paywalled: bool = False) -> Observation:
    article = Article(url, URL, "site", title="A match", body=text, paywalled=paywalled)
    return Observation(
        facts(day, url), 200, url, "sha", article=article, text_sha256=text_digest("A match", text)
    )


def answer(
    day: int, status: int, to: str = "", outcome: Outcome | None = None, url: str = URL
) -> Observation:
    """Return what comes of a response without a text; `outcome` where the page tells it."""
    headers = (("Location", to),) if to else ()
    capture = Capture(url, status, headers, b"", None, f"urn:{day:02d}", Location("x.warc.gz", day))
    seen = observe(capture, facts(day, url), None)
    return replace(seen, outcome=outcome, detail="missing:title: 404") if outcome else seen


def told(store: Store) -> tuple[list[tuple[str | None, ...]], list[Event]]:
    rows = [(r["removed_at"], r["title"], r["body"], r["version"]) for r in export_rows(store)]
    return rows, life(store, URL)


@pytest.mark.parametrize(
    ("gone", "how"),
    [
        (answer(2, 404), "404"), (answer(2, 410), "410"),
        (answer(2, 200, outcome=Outcome.SOFT_404), "soft-404, missing:title: 404"),
        (answer(2, 302, "/"), "302 to the home-page: https://example.com/"),
        (answer(2, 301, "https://www.example.com/"), "301 to the home-page: https://www.example.com/"),
        (answer(2, 301, "/sport/"), "301 to the section: https://example.com/sport/"),
        (answer(2, 302, "/404.html"), "302 to the error-page: https://example.com/404.html"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_removed_and_back_again(tmp_path: Path, gone: Observation, how: str) -> None:
    stream = [sight(1), gone, replace(answer(3, 404)), sight(5, "Another body.")]
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        for seen in stream[:3]:
            store.apply(seen)
        rows, events = told(store)
        assert rows == [("2024-01-02T00:00:00Z", "A match", "Body.", 1)]
        assert [(e.what, e.how, e.record_id) for e in events] == [
            ("seen", "version 1", "urn:01"),
            ("removed", how, "urn:02"),
        ]
        store.apply(stream[3])
        rows, events = told(store)
        assert rows == [(None, "A match", "Another body.", 2)]
        assert [e.what for e in events] == ["seen", "removed", "reappeared", "revised"]


@pytest.mark.parametrize(
    "seen",
    [
        answer(2, 500), answer(2, 503), answer(2, 403), answer(2, 429), answer(2, 451),
        answer(2, 200, outcome=Outcome.BLOCKED), answer(2, 200, outcome=Outcome.NEEDS_JAVASCRIPT),
        answer(2, 200, outcome=Outcome.NOT_ARTICLE),
        answer(2, 301, "/sport/2024/a-match-is-won/"), answer(2, 301, "/news/77-a-match-is-won"),
        answer(2, 302, "https://elsewhere.example/"), answer(2, 302, "/login?next=/sport"),
        answer(2, 404, url=AMP),
    ],
)  # fmt: skip
def test_what_is_no_removal(tmp_path: Path, seen: Observation) -> None:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        store.apply(sight(1))
        if seen.facts.url == AMP:
            store.apply(
                replace(sight(1, url=AMP), facts=replace(facts(1, AMP), record_id="urn:amp"))
            )
        store.apply(seen)
        rows, events = told(store)
        assert rows == [(None, "A match", "Body.", 1)]
        assert [e.what for e in events] == ["seen"]


def test_a_section_that_leads_home_makes_no_alias_of_the_home_page(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        store.apply(sight(1))
        store.apply(answer(2, 301, "/"))
        assert [row["canonical_url"] for row in export_rows(store)] == [URL]
        assert life(store, "https://example.com/") == []


KINDS = ("a", "a", "b", "stub", "amp", "304", "404", "home", "soft", "500")


def elsewhere(seen: Observation, number: int) -> Observation:
    """Return an observation of another article."""
    host = f"https://{number}.example"
    there = {n: getattr(seen.facts, n).replace("https://example.com", host) for n in ("url",)}
    article = seen.article and replace(
        seen.article, url=there["url"], canonical_url=URL.replace("https://example.com", host)
    )
    known = replace(seen.facts, **there, record_id=f"{seen.facts.record_id}:{number}")
    return replace(seen, facts=known, article=article, identity=there["url"])


def observation(day: int, kind: str) -> Observation:
    return {
        "a": lambda: sight(day),
        "b": lambda: sight(day, "Another body."),
        "stub": lambda: sight(day, "Bo", paywalled=True),
        "amp": lambda: sight(day, url=AMP),
        "304": lambda: answer(day, 304),
        "404": lambda: answer(day, 404),
        "home": lambda: answer(day, 302, "/"),
        "soft": lambda: answer(day, 200, outcome=Outcome.SOFT_404),
        "500": lambda: answer(day, 500),
    }[kind]()


@pytest.mark.slow
def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    draw = Random(6)  # noqa: S311 - no secret
    streams = [
        [elsewhere(observation(day, kind), number) for day, kind in enumerate(kinds, start=1)]
        for number, kinds in enumerate(
            draw.choices(KINDS, k=draw.randint(2, 6)) for _ in range(150)
        )
    ]
    found = []
    for name, is_shuffled in (("in-order", False), ("as-it-comes", True)):
        with Store(f"sqlite:///{tmp_path / name}.db") as store:
            for stream in streams:
                for seen in draw.sample(stream, len(stream)) if is_shuffled else stream:
                    store.apply(seen)
            found.append([outline(store, stream) for stream in streams])
    for stream, first, second in zip(streams, *found, strict=True):
        assert first == second, [(s.facts.captured_at, s.outcome, s.facts.url) for s in stream]


def outline(store: Store, stream: list[Observation]) -> object:
    url = stream[0].facts.url.removesuffix("/amp")
    texts = [(v["body"], v["removed_at"], v["captured_at"]) for v in history(store, url)]
    return texts, life(store, url)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_a_stub_never_takes_the_place_of_the_full_text(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    stream = [
        sight(1, "Begin", paywalled=True),
        sight(2, "Begin and end."),
        sight(3, "Begin", paywalled=True),
        sight(4, "Begin, and end."),
    ]
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as store:
        found = {index: store.apply(stream[index]) for index in order}
        assert [(v["body"], v["paywalled"]) for v in history(store, URL)] == [
            ("Begin", True),
            ("Begin and end.", False),
        ]
        assert {found[0], found[2]} == {Outcome.PAYWALLED}
