"""The `newscrawler` command, as a person runs it."""

import csv
import io
import json
import subprocess
import sys

import pytest

from newscrawler.commands import main as cli
from newscrawler.commands.options import overrides
from newscrawler.text.terminal import cell_width, fit, table
from tests.support.paths import ROOT
from tests.support.project import Project
from tests.support.server import Server

FIXTURES = ROOT / "fixtures"


@pytest.fixture
def replayed(project: Project) -> Project:
    done = project.run("replay", str(FIXTURES), "--workers", "0")
    assert done.returncode == 0, done.stderr
    return project


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from newscrawler.commands import main\n"
        "try: main.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'scrapy', 'sqlalchemy', 'lxml', 'parsel', 'twisted', 'alembic', 'dateutil'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(command in done.stdout for command in cli.COMMANDS)


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_each_command_has_help_with_an_example(project: Project, command: str) -> None:
    done = project.run(command, "--help")
    assert done.returncode == 0
    assert f"Example: newscrawler {command}" in done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "--db a.db -s X=1 -s Y=2 export",
        "export --db a.db -s X=1 -s Y=2",
        "--db b.db -s X=1 export -s Y=2 --db a.db",
    ],
)
def test_settings_stand_before_the_command_or_after_it(line: str) -> None:
    found = overrides(cli.make_parser().parse_args(line.split()))
    assert found == {"NEWSCRAWLER_DB": "a.db", "X": "1", "Y": "2"}


def test_export_formats(replayed: Project) -> None:
    rows = [json.loads(line) for line in replayed.export().splitlines()]
    assert len(rows) == len(list(FIXTURES.rglob("*.html")))
    text = replayed.run("export", "--format", "csv").stdout
    table_rows = list(csv.DictReader(io.StringIO(text)))
    assert [r["canonical_url"] for r in table_rows] == [r["canonical_url"] for r in rows]
    assert json.loads(table_rows[0]["sections"]) == rows[0]["sections"]
    import pyarrow.parquet

    assert replayed.run("export", "--format", "parquet", "-o", "a.parquet").returncode == 0
    assert pyarrow.parquet.read_table(replayed.folder / "a.parquet").to_pylist() == rows


def test_export_of_one_site_to_a_file(replayed: Project) -> None:
    done = replayed.run("export", "--site", "tallcedar", "-o", "t.jsonl")
    assert done.stdout.startswith("9 articles")
    assert len((replayed.folder / "t.jsonl").read_text(encoding="utf-8").splitlines()) == 9


def test_show_names_the_source_of_each_value(replayed: Project) -> None:
    done = replayed.run("show", "https://alsahifa.example/2017/12/21/exam-dates/")
    assert done.returncode == 0
    assert "selector:.post-views" in done.stdout
    assert "744 مشاهدات" in done.stdout
    missing = replayed.run("show", "https://alsahifa.example/none")
    assert (missing.returncode, "Traceback" in missing.stderr) == (2, False)


def test_report_and_verify(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    project.crawl()
    report = json.loads(project.run("report", "--json").stdout)
    (site,) = report["sites"]
    assert (site["site"], site["articles"], site["runs"]) == ("local", 1, {"0": 1})
    assert report["crawls"][0]["exit_code"] == 0
    assert project.run("verify").returncode == 0
    (path,) = (project.folder / "archive").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-2500])
    broken = project.run("verify")
    assert broken.returncode == 6
    assert path.name in broken.stdout


def test_extract_a_file_and_a_page(project: Project, server: Server) -> None:
    page = FIXTURES / "alsahifa/2017-12-22/exam-dates.html"
    found = json.loads(project.run("extract", str(page), "--json").stdout)
    assert (found["views"], found["published_at"], found["section"]) == (744, "2017-12-21", "أخبار")
    server.article("/a/1", "Fetched")
    project.profile()
    fetched = project.run("extract", f"{server.url}/a/1", "--json")
    assert json.loads(fetched.stdout)["title"] == "Fetched", fetched.stderr
    assert sorted(p.name for p in project.folder.iterdir()) == ["sites"]
    assert project.run("extract", "none.html").returncode == 2


def test_sites_check_doctor(project: Project) -> None:
    sites = json.loads(project.run("sites", "--json").stdout)
    assert {"alsahifa", "alminbar", "harbour-post", "tallcedar", "albayan"} <= {
        s["site"] for s in sites
    }
    check = project.run("check", "tallcedar", "--fixtures", str(FIXTURES))
    assert check.returncode == 0
    assert "81 of 81 fields" in check.stdout
    doctor = json.loads(project.run("doctor", "--json", NEWSCRAWLER_CONTACT="a@b.example").stdout)
    assert all(finding["ok"] for finding in doctor)


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (["crawl"], 2, "Name sites or URLs"),
        (["crawl", "nowhere"], 2, "no site named"),
        (["crawl", "ftp://example.com/"], 2, "only http"),
        (["crawl", "--urls", "none.txt"], 2, "none.txt"),
        (["replay", "none"], 2, "no such file"),
        (["export"], 2, "There is no database"),
        (["replay", "x", "--workers", "-1"], 2, "--workers"),
        (["sites", "-s", "NEWSCRAWLER_SITES=nowhere"], 2, "not a folder"),
        (["doctor", "-s", "NEWSCRAWLER_WORKERS=many"], 2, "must be a number"),
        (["sites", "-s", "nothing"], 2, "NAME=VALUE"),
    ],
)
def test_a_persons_mistake_is_a_message(
    project: Project, command: list[str], code: int, words: str
) -> None:
    done = project.run(*command)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert words in done.stderr


def test_a_wrong_address_is_all_that_is_said(project: Project) -> None:
    """Nothing has begun yet, so Scrapy has nothing to log."""
    done = project.run("crawl", "ftp://example.com/")
    assert done.stderr.splitlines()[0].startswith("newscrawler: ftp://example.com/: only http")


@pytest.mark.parametrize(
    ("text", "width"), [("short", 10), ("much too long", 5), ("خبر طويل جدا", 6), ("漢字", 3)]
)
def test_a_cell_fills_its_column(text: str, width: int) -> None:
    assert cell_width(fit(text, width)) == width


def test_a_table_fits_eighty_columns_and_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = table(("date", "title"), [("2017", "خبر " * 40), ("2018", "\x1b[2J\u202etrick")])
    assert all(cell_width(line) <= 80 for line in shown.splitlines())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\u2068خبر" in shown
