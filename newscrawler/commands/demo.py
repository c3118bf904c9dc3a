"""`newscrawler demo`: the whole flow on an invented news site, on this machine alone."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from newscrawler import config
from newscrawler.commands.demo_site.site import DemoSite
from newscrawler.commands.replay import counted
from newscrawler.errors import ExitCode, NewscrawlerError, UsageError
from newscrawler.export import export
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.reading.rows import export_rows, history
from newscrawler.text.terminal import progress, table

EXAMPLE = "demo"

SITE = "alwadi"
_PROFILE = """\
name        = "alwadi"
domains     = ["127.0.0.1"]
discover    = [
  "{url}sitemap_index.xml",
  "{url}feed.xml",
  "{url}",
]
article_url = ['/20\\d\\d/\\d\\d/\\d\\d/', '/bridge$']

[[layout]]
title     = 'h1.entry-title'
body      = '.entry-content'
published = '.entry-meta .date'
views     = '.entry-meta .views'
section   = '.entry-meta a[rel~="category"]'
"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler demo`."""
    parser.add_argument("--folder", default="demo", help="where to put its files (default: demo)")


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler demo`."""
    folder = Path(options.folder).absolute()
    _clear(folder)
    with DemoSite() as site:
        profile = folder / "sites" / f"{SITE}.toml"
        profile.write_text(_PROFILE.format(url=site.url), encoding="utf-8")
        _print_heading(f"A news site of {len(site.stories)} stories runs at {site.url}")
        print(f"Its profile: {profile}\n\n{profile.read_text(encoding='utf-8')}")

        _print_heading("First crawl")
        _crawl(folder, site)
        _print_articles(folder)
        _print_heading("Second crawl: nothing has changed")
        _crawl(folder, site)
        changed = site.edit()
        _print_heading("The site edits one story, deletes one, publishes one again. Third crawl")
        _crawl(folder, site)
        _print_changes(folder, site, changed)
    _print_heading("The site is gone. Replay builds a second database from the archive alone")
    return _replay(folder)


def _clear(folder: Path) -> None:
    """Make the demo's folder, and take out what an earlier demo made; nothing else."""
    ours = {"archive", "sites", "news.db", "replayed.db", "live.jsonl", "replayed.jsonl"}
    there = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    foreign = {n for n in there if n not in ours and not n.startswith(("news.db", "replayed.db"))}
    if foreign:
        raise UsageError(
            f"{folder} holds «{min(foreign)}», which no demo made. Choose another --folder."
        )
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / "sites").mkdir(parents=True, exist_ok=True)


def _crawl(folder: Path, site: DemoSite) -> None:
    """Crawl as a person would: `newscrawler crawl`, in a process of its own."""
    settings = {
        "NEWSCRAWLER_DB": f"sqlite:///{folder / 'news.db'}",
        "NEWSCRAWLER_ARCHIVE": str(folder / "archive"),
        "NEWSCRAWLER_SITES": str(folder / "sites"),
        "NEWSCRAWLER_ALLOW_PRIVATE": site.address,
        "NEWSCRAWLER_REPLAY": "",
        "NEWSCRAWLER_CONTACT": "https://example.com/this-is-a-demo",
        # A night goes by between two crawls, the demo says.
        "NEWSCRAWLER_REVISIT": "0s",
    }
    # One machine talks to itself: there is nobody to be polite to.
    quick = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "LOG_LEVEL=WARNING"]
    command = [sys.executable, "-m", "newscrawler.commands.main", "crawl", SITE, *quick]
    done = subprocess.run(command, env=os.environ | settings, cwd=folder, check=False)  # noqa: S603
    if done.returncode:
        raise NewscrawlerError(f"The demo's crawl ended with exit code {done.returncode}.")


def _print_articles(folder: Path) -> None:
    with Store(f"sqlite:///{folder / 'news.db'}", writer=False) as store:
        rows = [
            (r["published_at"], r["section"], r["views"], (r["body"] or "").count("\n\n") + 1,
             r["title"])
            for r in export_rows(store)
        ]  # fmt: skip
    print(table(("date", "section", "views", "¶", "title"), sorted(rows, key=str)))


def _print_changes(folder: Path, site: DemoSite, changed: dict[str, str]) -> None:
    base = site.url.rstrip("/")
    with Store(f"sqlite:///{folder / 'news.db'}", writer=False) as store:
        edited = history(store, base + changed["edited"])
        by_url = {row["canonical_url"]: row for row in export_rows(store)}
    rows = [(f"version {v['number']}", v["captured_at"][11:19], v["title"]) for v in edited]
    deleted, copied = by_url[base + changed["deleted"]], by_url[base + changed["copied"]]
    rows.append(("removed", deleted["removed_at"][11:19], deleted["title"]))
    original = copied["duplicate_of"].removeprefix(base)
    rows.append(("duplicate", copied["captured_at"][11:19], f"{changed['copied']} = {original}"))
    print(table(("", "UTC", ""), rows))


def _replay(folder: Path) -> int:
    sites = config.load({"NEWSCRAWLER_SITES": str(folder / "sites")}).sites
    with Store(f"sqlite:///{folder / 'replayed.db'}") as store, progress(None, "replay") as bar:
        done = replay(folder / "archive", store, sites, workers=1, progress=bar.update)
        print(counted(done))
    texts = []
    for name, database in (("live", "news.db"), ("replayed", "replayed.db")):
        path = folder / f"{name}.jsonl"
        with Store(f"sqlite:///{folder / database}", writer=False) as store:
            count = export(export_rows(store), str(path), "jsonl")
        texts.append(path.read_bytes())
        print(f"{count} articles → {path}")
    same = texts[0] == texts[1]
    print("The two exports are identical, byte for byte." if same else "THE EXPORTS DIFFER.")
    return ExitCode.DONE if same else ExitCode.BUG


def _print_heading(text: str) -> None:
    print(f"\n── {text}\n", flush=True)
