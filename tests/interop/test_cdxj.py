"""Our index is cdxj-indexer's, line for line, and pywb's but for what is told here."""

import json
import random
from pathlib import Path

import pytest

from newscrawler.archive.export.cdxj import lines
from newscrawler.archive.export.sort_lines import Sorter
from newscrawler.archive.export.surt import surt
from tests.interop.programs import Crawled, run

# A record is cut: cdxj-indexer lists what is left of it, or goes by what it says of its length.
_CUT = ("warcio__example-trunc.warc", "fastwarc__clipped.warc.gz", "made__torn-mid25.warc.gz")
# cdxj-indexer ends at what it takes for no WARC; we list what we can read.
_REFUSED = ("warcio__example-bad-non-chunked.warc.gz", "warcio__example-wrong-chunks.warc.gz")
_UNDATED = ("fastwarc__clueweb-quirk.warc.gz", "storm__unparsable-date.warc.gz")


def index_of(folder: Path) -> tuple[str, list[str]]:
    damage: list[str] = []
    with Sorter() as index:
        for line in lines(folder, lambda d: damage.append(d.reason)):
            index.add(line)
        return "".join(index), damage


def test_the_index_is_that_of_cdxj_indexer(tools: Path, crawled: Crawled) -> None:
    ours = crawled.export("cdxj").read_text()
    assert ours == run(tools / "cdxj-indexer", "-s", crawled.archive)
    assert ours.count("\n") == len(crawled.sent)


def test_pywb_differs_in_three_ways(tools: Path, crawled: Crawled) -> None:
    ours = crawled.export("cdxj").read_text().splitlines()
    theirs = run(tools / "cdx-indexer", "-s", "-j", crawled.archive).splitlines()
    assert [as_pywb(line) for line in ours] == theirs


def as_pywb(line: str) -> str:
    """Return a line as pywb writes it.

    It leaves out how the digest was made and the status of a revisit, and calls a missing media
    type «unk».
    """
    key, timestamp, said = line.split(" ", 2)
    fields = json.loads(said)
    fields = {"url": fields.pop("url"), "mime": fields.pop("mime", "unk"), **fields}
    if fields["mime"] == "warc/revisit":
        del fields["status"]
    if "digest" in fields:
        fields["digest"] = fields["digest"].removeprefix("sha1:")
    return f"{key} {timestamp} {json.dumps(fields)}"


def test_wb_manager_makes_the_index_that_cdx_indexer_makes(
    tools: Path, crawled: Crawled, tmp_path: Path
) -> None:
    run(tools / "wb-manager", "init", "own", folder=tmp_path)
    run(tools / "wb-manager", "add", "own", *crawled.archive.glob("*.gz"), folder=tmp_path)
    index = (tmp_path / "collections" / "own" / "indexes" / "index.cdxj").read_text()
    ours = crawled.export("cdxj").read_text().splitlines()
    assert [as_pywb(line) for line in ours] == index.splitlines()


def test_the_index_of_foreign_files(tools: Path, warc_samples: Path, tmp_path: Path) -> None:
    for path in warc_samples.iterdir():
        apart = path.name in (*_CUT, *_REFUSED, *_UNDATED)
        if path.name.endswith((".warc", ".warc.gz")) and not apart:
            (tmp_path / path.name).symlink_to(path)
    ours, _ = index_of(tmp_path)
    theirs = run(tools / "cdxj-indexer", "-s", tmp_path)
    assert ours.count("\n") > 300
    # What cdxj-indexer says of oddities comes with it.
    lines_of_theirs = [x for x in theirs.splitlines() if x.endswith(('.gz"}', '.warc"}'))]
    assert ours.splitlines() == lines_of_theirs


@pytest.mark.parametrize("name", _UNDATED)
def test_a_record_without_a_date_is_named(warc_samples: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(warc_samples / name)
    index, damage = index_of(tmp_path)
    assert index == ""
    assert damage[0].startswith("WARC-Date is «")


PIECES = (
    "http://", "https://", "HTTP://", "www.", "www2.", "WWW.", "news.example", "الجزيرة.شبكة",
    "127.0.0.1", "2130706433", "0177.1", "1.2.3", "300.1.1.1", "[::1]", ":80", ":443", ":8080",
    ":", "/", "//", "/./", "/../", "/..", "a", "B", "ÿ", "%41", "%25", "%2525", "%", "%zz",
    "%2F", "%3F", "%23", "?", "&", "=", "a=1", "b", "b=", "#f", "jsessionid=" + "a1" * 16,
    "sid=" + "Z" * 32, "PHPSESSID=" + "0" * 32, "cfid=1&cftoken=2", "user:pw@", "خبر", "é", ".",
    "ASPSESSIONIDABCDEFGH=" + "x" * 24, "/(s(" + "a" * 24 + "))/x.aspx", " ", "+", "~", "*",
    "/(" + "b" * 24 + ")/y.aspx", "..", "\t", "'", '"', "|", "\\", "{", "^", "urn:", "dns:",
)  # fmt: skip
_SURT = """
import json, sys, surt
def key(url):
    try: return surt.surt(url)
    except Exception: return url
print(json.dumps([key(url) for url in json.load(sys.stdin)]))
"""


def test_keys_are_those_of_surt(tools: Path) -> None:
    # One process answers for all, so the addresses are drawn here and not by hypothesis.
    draw = random.Random(5)  # noqa: S311
    urls = [
        draw.choice(("http://", "https://", "")) + "".join(draw.choices(PIECES, k=length))
        for length in range(1, 10)
        for _ in range(2500)
    ]
    out = run(tools / "python", "-W", "ignore", "-c", _SURT, given=json.dumps(urls))
    for url, key in zip(urls, json.loads(out), strict=True):
        assert (url, surt(url)) == (url, key)
