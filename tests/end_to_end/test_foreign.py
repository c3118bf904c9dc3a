"""A few of the pages that benchmarks/archive/foreign.py replays from other tools' archives."""

import shutil
from pathlib import Path

import pytest

from newscrawler.archive import iter_refs
from tests.support import foreign
from tests.support.corpus import Corpus

PAGES = 24


def test_pages_in_other_tools_archives_are_what_their_html_is(tmp_path: Path, corpus: Path) -> None:
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    found = foreign.pages(Corpus(corpus), PAGES)
    files = foreign.write(tmp_path, found)
    counts = [len(list(iter_refs(path, on_damage=pytest.fail))) for path in files]
    assert counts == [PAGES // 3] * 3
    told = foreign.replay(tmp_path, files, workers=0)
    assert (told["noted"], told["damaged"]) == (PAGES, 0)
    assert foreign.differences(tmp_path, found) == []
