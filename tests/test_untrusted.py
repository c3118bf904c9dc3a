"""No value that a page or an archive chose reaches a terminal, a log or a file name as it is."""

import argparse
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawler.archive import ArchiveWriter, Damage, Exchange
from newscrawler.archive.write.serialise import warc_fields
from newscrawler.commands import export, replay_diff
from newscrawler.crawl.logs import PlainRecord
from newscrawler.replay.diff_and_apply import Difference

EVIL = "x\x1b[2J\x1b]0;title\x07\x9b31m\u202egpj.exe\r\nWARC-Type: response\x00"


def is_harmless(text: str) -> bool:
    return all(c.isprintable() or c == "\n" for c in text)


def test_a_line_of_the_log() -> None:
    record = PlainRecord("x", logging.INFO, __file__, 1, "from %s", (EVIL,), None)
    assert is_harmless(record.getMessage())
    plain = PlainRecord("x", logging.INFO, __file__, 1, "%d صفحة من %s", (3, "  الموقع"), None)
    assert plain.getMessage() == "3 صفحة من   الموقع"


def test_damage_that_an_export_meets(capsys: pytest.CaptureFixture[str]) -> None:
    export._print_result(argparse.Namespace(output="-"), "rows", [Damage(EVIL, 3, EVIL)])
    said = capsys.readouterr().err
    assert is_harmless(said)
    assert said.count("\n") == 1


def test_damage_that_a_comparison_meets(capsys: pytest.CaptureFixture[str]) -> None:
    replay_diff._print_result(Difference(damage=[Damage(EVIL, 3, EVIL)]), applied=False)
    said = capsys.readouterr().err
    assert is_harmless(said)
    assert said.count("\n") == 1


def test_a_site_s_name_leads_to_no_other_folder(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with ArchiveWriter(
        folder, site=f"../{EVIL}/[::1]", crawl_id="0" * 32, operator=None, user_agent="x"
    ) as archive:
        exchange = Exchange(
            url="https://example.com/", captured_at=datetime(2024, 5, 6, tzinfo=UTC)
        )
        archive.write(exchange)
    assert [path.parent for path in tmp_path.rglob("*.warc.gz")] == [folder]
    assert is_harmless(archive.files[0])


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028"])
def test_a_value_of_discovery_begins_no_field_of_its_own(end: str) -> None:
    fields = warc_fields([("published", f"2024{end}via: https://evil.example/"), ("via", None)])
    assert fields.count(b"\r\n") == 1
    assert fields.startswith(b"published: 2024 via: https://evil.example/")
