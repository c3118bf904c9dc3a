"""What is exported where articles are chosen, and what comes with them."""

import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.project import Project
from tests.support.server import Reply, Server

PROSE = "A sentence that is long enough to be read as prose, and that says a thing. " * 6


def article(title: str, day: str, words: str, more: str = "") -> Reply:
    return Reply(
        f"<html><head><title>{title}</title>{more}</head><body><article><h1>{title}</h1>"
        f"<time datetime='{day}'>{day}</time><div class='text'><p>{words}</p><p>{PROSE}</p></div>"
        "</article></body></html>",
        headers={"ETag": f'"{title}"'},
    )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Five articles, crawled twice; one moved, one is gone the second time."""
    server = Server()
    harbour = article("Harbour", "2024-05-01", "The ships of the جَريدة.")
    moved = article("Market", "2024-05-10T23:30:00+03:00", "Olives and bread.")
    server.pages |= {
        "/a/harbour": harbour,
        "/a/market": moved,
        "/a/old": Reply(status=301, headers={"Location": "/a/market"}),
        "/a/far": article("Far", "2024-06-01", "A ship that is far, far away."),
        "/a/go": Reply(status=302, headers={"Location": "/a/hop"}),
        "/a/hop": Reply(status=303, headers={"Location": "/a/far"}),
        "/a/gone": article("Gone", "2024-06-02", "It was removed."),
        "/a/amp": article("Harbour", "2024-05-01", "The ships of the جَريدة.",
            "<link rel='canonical' href='/a/harbour'>"),
    }  # fmt: skip
    server.sitemap("/a/harbour", "/a/old", "/a/go", "/a/gone", "/a/amp")
    project = Project(tmp_path_factory.mktemp("crawled"), server)
    project.profile()
    for _ in range(2):
        done = project.crawl()
        assert done.returncode == 0, done.stdout + done.stderr
        server.pages["/a/gone"] = Reply(status=410)
    yield project
    server.close()


def rows(project: Project, *words: str) -> list[str]:
    done = project.run("export", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["title"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("--since 2024-05-10", "Far Gone Market"),
        ("--until 2024-05-10", "Harbour Market"),
        ("--since 2024-05-02 --until 2024-06-01", "Far Market"),
        ("--since 2024-06-03", ""),
        ("--site local", "Far Gone Harbour Market"),
        ("--site other", ""),
        ("--search ship", "Far"),
        ("--search الجريده", ""),
        ("--search جريده", "Harbour"),
        ("--search HARBOUR", "Harbour"),
        ("--search ship --search far,AWAY", "Far"),
        ("--search olives --since 2024-05-11", ""),
    ],
)
def test_articles_are_chosen(crawled: Project, words: str, titles: str) -> None:
    found = rows(crawled, *(word.replace(",", " ") for word in words.split()))
    assert found == titles.split()


def test_an_undated_article_has_the_day_of_its_capture(project: Project) -> None:
    saved = project.folder / "pages"
    saved.mkdir()
    page = f"<article><h1>Undated</h1><p>{PROSE}</p></article>"
    (saved / "a.html").write_text(page)
    note = {"url": "https://news.example/a", "captured_at": "2024-03-04T05:06:07Z"}
    (saved / "a.meta.json").write_text(json.dumps(note))
    assert project.run("replay", "pages").returncode == 0
    for since, count in (("2024-03-04", 1), ("2024-03-05", 0)):
        assert len(rows(project, "--since", since)) == count
    done = project.run("export", "--format", "wacz", "-o", "a.wacz")
    assert done.stdout.startswith("0 pages, 0 records")


def index(project: Project, *words: str) -> dict[str, set[str]]:
    """Return the types of the records of each address that a WACZ lists."""
    done = project.run("export", "--format", "wacz", "-o", "a.wacz", *words)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(project.folder / "a.wacz") as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        said = json.loads(line.split(" ", 2)[2])
        path = said["url"].removeprefix(project.server.url)
        found.setdefault(path, set()).add(said["status"])
    return found


def test_a_wacz_holds_what_belongs_to_the_articles(crawled: Project) -> None:
    # The alias told where it moved; every hop led to it; that it is gone is known of it.
    assert index(crawled, "--search", "olives") == {"/a/market": {"200"}, "/a/old": {"301"}}
    assert index(crawled, "--search", "far") == {
        "/a/far": {"200"}, "/a/hop": {"303"}, "/a/go": {"302"},
    }  # fmt: skip
    assert index(crawled, "--search", "removed") == {"/a/gone": {"200", "410"}}
    assert index(crawled, "--search", "ships") == {"/a/harbour": {"200"}, "/a/amp": {"200"}}
    assert index(crawled, "--search", "nothing") == {}


def test_without_articles_chosen_everything_comes(crawled: Project) -> None:
    whole = index(crawled)
    assert index(crawled, "--site", "local") == whole
    assert {"/robots.txt", "/sitemap.xml", "/a/harbour", "/a/old", "/a/go"} < whole.keys()
    assert index(crawled, "--site", "other") == {}


def test_pages_are_the_articles(crawled: Project) -> None:
    done = crawled.run("export", "--format", "wacz", "-o", "a.wacz", "--until", "2024-05-31")
    assert done.stdout.startswith("2 pages, ")
    with zipfile.ZipFile(crawled.folder / "a.wacz") as package:
        _, *lines = package.read("pages/pages.jsonl").decode().splitlines()
        about = json.loads(package.read("datapackage.json"))
    pages = [json.loads(line) for line in lines]
    assert [page["title"] for page in pages] == ["Harbour", "Market"]
    assert pages[1]["url"] == f"{crawled.server.url}/a/market"
    assert pages[1]["text"].startswith("Olives and bread.\n\n")
    assert (about["title"], about["description"]) == ("newscrawler", "until 2024-05-31")


def test_lines_of_chosen_records_are_lines_of_the_index(crawled: Project) -> None:
    whole = crawled.run("export", "--format", "cdxj").stdout.splitlines()
    some = crawled.run("export", "--format", "cdxj", "--search", "olives").stdout.splitlines()
    assert some == [x for x in whole if '/a/market"' in x or '/a/old"' in x]
    assert len(some) == 5  # twice each, and once more behind its redirect


def test_the_index_needs_no_database(crawled: Project, tmp_path: Path) -> None:
    (tmp_path / "archive").symlink_to(crawled.folder / "archive")
    bare = Project(tmp_path, crawled.server)
    done = bare.run("export", "--format", "cdxj", "-o", "index.cdxj")
    assert done.returncode == 0
    whole = crawled.run("export", "--format", "cdxj").stdout
    assert (tmp_path / "index.cdxj").read_text() == whole


def test_what_is_damaged_is_named_and_ends_with_6(crawled: Project, tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    first, *_ = sorted((crawled.folder / "archive").glob("*.gz"))
    data = bytearray(first.read_bytes())
    data[-40] ^= 0xFF
    (tmp_path / "archive" / first.name).write_bytes(data)
    done = Project(tmp_path, crawled.server).run("export", "--format", "cdxj")
    assert done.returncode == 6
    assert f"damaged: {first.name} at byte" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "May"], "--since is «May»; write a day as 2024-01-31"),
        (["--until", "2024-02-30"], "--until is «2024-02-30»"),
        (["--search", "?!"], "--search «?!» holds no word"),
        (["--format", "wacz"], "WACZ is binary: name a file with --output"),
        (["--format", "wacz", "-o", "none/a.wacz"], "cannot be written: No such file"),
    ],
)
def test_a_persons_mistake_is_a_message(crawled: Project, words: list[str], said: str) -> None:
    done = crawled.run("export", *words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert said in done.stderr
