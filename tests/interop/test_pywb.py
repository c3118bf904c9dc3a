"""pywb replays, body by body, what the site sent."""

import json
from collections import defaultdict
from collections.abc import Iterator

from tests.interop.programs import Crawled, Pywb
from tests.interop.site import ARABIC, Sent


def lines(crawled: Crawled) -> list[dict[str, str]]:
    """Return what the index says of each record."""
    found = []
    for line in crawled.export("cdxj").read_text().splitlines():
        _, timestamp, said = line.split(" ", 2)
        found.append({"timestamp": timestamp, **json.loads(said)})
    return found


def exchanges(crawled: Crawled) -> Iterator[tuple[str, Sent]]:
    """Yield the time of each capture, from the index, and what the site sent then."""
    sent: dict[str, list[Sent]] = defaultdict(list)
    for one in crawled.sent:
        sent[crawled.url + one.path].append(one)
    times: dict[str, list[str]] = defaultdict(list)
    for line in lines(crawled):
        times[line["url"]].append(line["timestamp"])
    assert sent.keys() == times.keys()
    for url, answers in sent.items():
        yield from zip(sorted(times[url]), answers, strict=True)


def test_each_body_is_replayed_as_it_was_sent(crawled: Crawled, pywb: Pywb) -> None:
    statuses = set()
    for timestamp, sent in exchanges(crawled):
        check(pywb, "own", timestamp, crawled.url, sent)
        statuses.add(sent.status)
    assert statuses == {200, 301, 302, 304, 404, 500}


def test_a_wacz_replays_the_same_but_for_304(crawled: Crawled, pywb: Pywb) -> None:
    """There a page that had not changed is what it was before."""
    before: dict[str, Sent] = {}
    for timestamp, sent in exchanges(crawled):
        if sent.status != 304:
            before[sent.path] = sent
        check(pywb, "packed", timestamp, crawled.url, before[sent.path])


def check(pywb: Pywb, collection: str, timestamp: str, base: str, sent: Sent) -> None:
    response, body = pywb.get(collection, timestamp, base + sent.path)
    where = (timestamp, sent.path)
    assert (where, response.status, body) == (where, sent.status, sent.body)
    for name in ("Content-Type", "Content-Encoding", "Location"):
        assert (where, name, response.getheader(name)) == (where, name, sent.headers.get(name))


def test_the_second_crawl_repeats_no_body(crawled: Crawled) -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in sorted(lines(crawled), key=lambda x: x["timestamp"]):
        kinds[line["url"].removeprefix(crawled.url)].append(line.get("mime", ""))
    assert kinds["/a/brotli"] == ["text/html", "warc/revisit"]
    assert kinds["/robots.txt"] == ["text/plain", "warc/revisit"]
    assert kinds["/a/unchanged"] == ["text/html", "warc/revisit"]
    # Only of what was answered with 200, and with something.
    assert kinds["/a/gone"] == ["text/html", "text/html"]
    assert kinds["/a/nothing"] == ["text/html", "text/html"]


def test_headers_are_kept_but_for_secrets(crawled: Crawled, pywb: Pywb) -> None:
    timestamp = next(t for t, sent in exchanges(crawled) if sent.path == "/a/repeated")
    response, _ = pywb.get("own", timestamp, f"{crawled.url}/a/repeated")
    assert response.headers.get_all("X-Twice") == ["one", "two"]
    assert "secret" not in str(response.headers)


def test_an_address_in_arabic_letters_is_found(crawled: Crawled, pywb: Pywb) -> None:
    timestamp = next(t for t, sent in exchanges(crawled) if sent.path == ARABIC)
    _, body = pywb.get("own", timestamp, crawled.url + ARABIC)
    assert "أخبار عاجلة" in body.decode()
    # Without the last slash it has the same key; pywb leads to the one that was archived.
    response, _ = pywb.get("own", timestamp, crawled.url + ARABIC.rstrip("/"))
    assert (response.status, response.getheader("Location")) == (
        307,
        f"http://127.0.0.1:{pywb.port}/own/{timestamp}id_/{crawled.url}{ARABIC}",
    )


def test_what_was_not_archived_is_not_there(crawled: Crawled, pywb: Pywb) -> None:
    response, _ = pywb.get("own", "20240101000000", f"{crawled.url}/a/never")
    assert response.status == 404
