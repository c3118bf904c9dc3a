"""Our WACZ is one to its own validator, and its index to cdxj-indexer."""

import gzip
import re
import zipfile
from pathlib import Path

import pytest

from tests.interop.programs import Crawled, run

_NOT_MODIFIED = '"status": "304"'


@pytest.mark.parametrize(
    "words", [(), ("--site", "local"), ("--search", "gzip خبر"), ("--since", "2999-01-01")]
)
def test_wacz_validates(tools: Path, crawled: Crawled, words: tuple[str, ...]) -> None:
    path = crawled.export("wacz", *words)
    assert "Validation succeeded" in run(tools / "wacz", "validate", "-f", path)


@pytest.mark.parametrize("words", [(), ("--search", "has an etag")])
def test_the_index_is_that_of_the_files_in_it(
    tools: Path, crawled: Crawled, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with zipfile.ZipFile(crawled.export("wacz", *words)) as package:
        package.extractall(tmp_path)
    index = gzip.decompress((tmp_path / "indexes" / "index.cdx.gz").read_bytes()).decode()
    # -d adds the digest of each record, and does so only with -p.
    theirs = run(tools / "cdxj-indexer", "-s", "-p", "-d", tmp_path / "archive")
    assert theirs.count(_NOT_MODIFIED) == 1
    assert index == without_304(theirs)
    archive = sorted((tmp_path / "archive").iterdir())
    assert run(tools / "warcio", "check", *archive) == ""
    if not words:
        whole = sorted(crawled.archive.glob("*.warc.gz"))
        assert [p.read_bytes() for p in archive] == [p.read_bytes() for p in whole]


def test_py_wacz_makes_the_same_index(tools: Path, crawled: Crawled, tmp_path: Path) -> None:
    files = sorted(crawled.archive.glob("*.warc.gz"))
    run(tools / "wacz", "create", "-o", "theirs.wacz", *files, folder=tmp_path)
    index = "indexes/index.cdx.gz"
    with zipfile.ZipFile(tmp_path / "theirs.wacz") as theirs:
        # It adds who referred to a page, as the request has it.
        lines = re.sub(r', "referrer": "[^"]*"', "", gzip.decompress(theirs.read(index)).decode())
    with zipfile.ZipFile(crawled.export("wacz")) as ours:
        assert gzip.decompress(ours.read(index)).decode() == without_304(lines)


def without_304(index: str) -> str:
    """Return an index without what replays as an empty page."""
    return "".join(x for x in index.splitlines(keepends=True) if _NOT_MODIFIED not in x)
