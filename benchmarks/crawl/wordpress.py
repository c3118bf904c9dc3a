"""How well is a WordPress site crawled that the crawler does not know? Scored by its database.

A real WordPress (Debian's `wordpress mariadb-server php-cli php-mysql php-mbstring php-xml`) with
invented Arabic news runs on 127.0.0.1; wordpress_site.php is its theme and fills it. Nothing is
left running, unless it was started by `--keep`, which crawls nothing: the next call then crawls
that site.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import urlopen
from zoneinfo import ZoneInfo

SITE = Path(__file__).with_name("wordpress_site.php")
DEBIAN = Path("/usr/share/wordpress")
CAIRO = ZoneInfo("Africa/Cairo")
STYLES = {
    1: "21 ديسمبر، 2017", 2: "21 كانون الأول 2017", 3: "21 كانون الأول / ديسمبر 2017",
    4: "٢١ ديسمبر ٢٠١٧", 5: "21/12/2017", 6: "<time datetime>", 7: "JSON-LD", 8: "broken",
}  # fmt: skip
VIEWS = (
    "744 مشاهدات", "١٬٢٣٤ مشاهدة", "المشاهدات: 3.2K", "1 مشاهدة", "<i fa-eye> 512",
    "شوهد 1,024 مرة", "(not printed)",
)  # fmt: skip
CONFIG = """<?php
define('DB_NAME', 'news'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{home}/db.sock'); define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_POST_REVISIONS', false);
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require ABSPATH . 'wp-settings.php';
"""
THEME = {
    "style.css": "/* Theme Name: Fanar */\nbody{font:17px/1.8 'Noto Naskh Arabic',serif;margin:0}"
    "#top,#end{background:#123;color:#fff;padding:12px 5%}#top a,#end a{color:#fff}"
    "#top nav ul{display:flex;gap:1.2em;list-style:none;padding:0}"
    "#wrap{display:flex;gap:2em;padding:1em 5%}main{flex:3}.side{flex:1;font-size:14px}"
    ".entry-meta,.date{color:#777}.see-more,.share-bar,.author-box{background:#eee;padding:.6em}"
    ".share-bar ul{display:flex;gap:1em;list-style:none}figcaption{color:#777;font-size:14px}",
    "functions.php": "<?php if (!function_exists('news_hooks')) require '{site}'; news_hooks();",
    "index.php": "<?php news_page();",
}
PROFILE = """name     = "fanar"
domains  = ["127.0.0.1"]
language = "ar"
timezone = "Africa/Cairo"
discover = ["{url}/wp-sitemap.xml", "{url}/feed/", "{url}/"]
skip_url = ['/(category|tag|author|page|feed)/', '/\\d{{4}}/\\d{{2}}/']

[[layout]]
title     = 'h1.entry-title'
body      = '.entry-content'
drop      = ['.share-bar', '.see-more', '.post-nav-links']
published = ['time.published::attr(datetime)', '.entry-date']
section   = '.entry-cats a[rel~="category"]'
views     = '.entry-views'
"""


def missing() -> str:
    """Name what is not installed."""
    needed = ("php", "mariadbd", "mariadb-install-db")
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return ", ".join(
        [p for p in needed if not shutil.which(p, path=path)]
        + ([] if (DEBIAN / "wp-load.php").exists() else ["wordpress"])
    )


def listening(port: int) -> bool:
    """Tell whether something listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def make_folder(home: Path, url: str) -> None:
    """Lay out WordPress, its settings, the theme and an empty database."""
    if (home / "filled").exists():
        return
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)

    def foreign(folder: str, names: list[str]) -> Iterable[str]:
        return [n for n in names if folder.endswith("languages") and not re.match(r"ar(-|\.)", n)]

    shutil.copytree(DEBIAN, home / "www", ignore=foreign, ignore_dangling_symlinks=True)
    (home / "www/wp-config.php").write_text(CONFIG.format(home=home, url=url))
    (home / "www/wp-content/uploads").mkdir(exist_ok=True)
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={home}/db", "--skip-test-db", *user()],
        check=True, capture_output=True,
    )  # fmt: skip


def user() -> list[str]:
    """Let mariadb run as root where everything does, as in containers."""
    return ["--user=root"] if os.getuid() == 0 else []


def fill(home: Path) -> None:
    """Write the theme, install and fill once, and write gold.json from the database."""
    theme = home / "www/wp-content/themes/fanar"
    theme.mkdir(parents=True, exist_ok=True)
    for name, text in THEME.items():
        (theme / name).write_text(text.replace("{site}", str(SITE)))
    php = ["php", "-d", "display_errors=stderr", str(SITE)]
    if not (home / "filled").exists():
        create = "$db = new mysqli('localhost', 'root', '', '', 0, $argv[1]);"
        create += "$db->query('CREATE DATABASE news CHARACTER SET utf8mb4');"
        subprocess.run(["php", "-r", create, f"{home}/db.sock"], check=True)
        for step in ("install", "fill"):
            subprocess.run([*php, step, str(home / "www")], check=True, stdout=subprocess.DEVNULL)
        (home / "filled").touch()
    gold = subprocess.run([*php, "gold", str(home / "www")], check=True, stdout=subprocess.PIPE)
    (home / "gold.json").write_bytes(gold.stdout)


@contextlib.contextmanager
def running(home: Path, url: str, off: list[str]) -> Iterator[None]:
    """Run the database and the server; stop both at the end."""
    make_folder(home, url)
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    env = os.environ | {"PATH": path, "PHP_CLI_SERVER_WORKERS": "4", "NEWS_OFF": ",".join(off)}
    database = [
        "mariadbd", "--no-defaults", f"--datadir={home}/db", f"--socket={home}/db.sock",
        f"--pid-file={home}/db.pid", "--skip-networking", "--skip-grant-tables", *user(),
    ]  # fmt: skip
    server = ["php", "-d", "display_errors=stderr", "-S", url.removeprefix("http://")]
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((home / "log").open("a"))

        def start(command: list[str]) -> None:
            # In a group of its own: Ctrl-C reaches us alone, and a stop reaches PHP's workers.
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env=env, start_new_session=True
            )
            stack.callback(stop, process)

        start(database)
        wait(lambda: (home / "db.sock").exists(), home)
        fill(home)
        start([*server, "-t", str(home / "www"), str(SITE)])
        wait(lambda: listening(int(url.rsplit(":", 1)[1])), home)
        urlopen(url, timeout=60).close()  # noqa: S310 - our own address
        yield


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def wait(ready: Any, home: Path) -> None:
    """Wait until it is so, half a minute at most."""
    for _ in range(300):
        if ready():
            return
        time.sleep(0.1)
    sys.exit(f"The site does not start; see {home}/log.")


def crawl(folder: Path, url: str, with_profile: bool, off: list[str]) -> dict[str, Any]:
    """Crawl, export, replay and export again with the project's own commands."""
    env = os.environ | {
        "NEWSCRAWLER_DB": f"sqlite:///{folder}/crawl.db",
        "NEWSCRAWLER_ARCHIVE": str(folder / "archive"),
        "NEWSCRAWLER_ALLOW_PRIVATE": url.removeprefix("http://"),
    }
    target = url + "/"
    if with_profile:
        text = PROFILE.format(url=url)
        (folder / "sites").mkdir()
        dropped = f'"{url}/wp-sitemap.xml", ' if "sitemap" in off else ""
        (folder / "sites/fanar.toml").write_text(text.replace(dropped, ""))
        env["NEWSCRAWLER_SITES"] = str(folder / "sites")
        target = "fanar"

    def command(name: str, *arguments: str) -> int:
        line = [sys.executable, "-m", "newscrawler.commands.main", name, *arguments]
        with (folder / f"{name}.log").open("w") as log:
            return subprocess.run(line, env=env, stdout=log, stderr=log, check=False).returncode

    start = time.perf_counter()
    fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
    code = command("crawl", target, *fast)
    seconds = time.perf_counter() - start
    again = ("--db", f"sqlite:///{folder}/again.db")
    command("export", "-o", str(folder / "crawl.jsonl"))
    command("replay", str(folder / "archive"), *again)
    command("export", "-o", str(folder / "again.jsonl"), *again)
    try:
        first, second = ((folder / f"{n}.jsonl").read_bytes() for n in ("crawl", "again"))
    except FileNotFoundError:
        logs = "".join(f"\n--- {p.name}\n{p.read_text()[-1500:]}" for p in folder.glob("*.log"))
        sys.exit(f"The crawl gave no export.{logs}")
    with contextlib.closing(sqlite3.connect(folder / "crawl.db")) as db:
        requests = db.execute("SELECT count(*) FROM captures").fetchone()[0]
    return {
        "exit_code": code, "seconds": round(seconds, 1), "requests": requests,
        "replay_identical": first == second, "rows": [json.loads(x) for x in first.splitlines()],
    }  # fmt: skip


def plain(text: str | None) -> str:
    """Return a text with its white space made equal."""
    return " ".join((text or "").split())


def day(row: dict[str, Any]) -> str | None:
    """Return the day of a row, where the site stands."""
    at = row["published_at"]
    if not at or len(at) < 11:
        return at
    moment = datetime.fromisoformat(at)
    return str((moment.astimezone(CAIRO) if moment.tzinfo else moment).date())


def share(part: int, whole: int) -> str:
    """Return a count beside its rate."""
    return f"{part:4} of {whole:4}  {part / whole if whole else 0:6.1%}"


def score(gold: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare rows with the database."""
    posts = {unquote(p["url"]): p for p in gold["posts"] if p["status"] == "publish"}
    found: dict[str, dict[str, Any]] = {}
    extra = []
    for row in rows:
        address = unquote(row["canonical_url"] or row["url"])
        if address in posts and address not in found:
            found[address] = row
        else:
            extra.append(address)
    n: Counter[str] = Counter(posts=len(posts), found=len(found), extra=len(extra))
    wrong = []

    def differs(address: str, what: str, got: Any, want: Any) -> None:
        n[f"{what} wrong"] += 1
        wrong.append({"url": address, "what": what, "got": got, "want": want})

    for address, row in found.items():
        post = posts[address]
        checks = {
            f"day {post['style']}": (day(row), post["day"]),
            f"views {post['views_form']}": (row["views"], post["views"]),
            "title": (plain(row["title"]), plain(post["title"])),
            "section": (row["section"], post["sections"]),
            "author": (", ".join(row["authors"]) or None, post["author"]),
        }
        for what, (got, want) in checks.items():
            n[f"{what} all"] += 1
            if got == want or (what == "section" and got in want):
                n[f"{what} right"] += 1
            elif got is None:
                n[f"{what} missing"] += 1
            else:
                differs(address, what, got, want)
        n["section first"] += row["section"] == post["sections"][0]
        want_body = Counter(plain(t) for page in post["pages"] for t in page)
        got_body = Counter(plain(t) for t in (row["body"] or "").split("\n") if plain(t))
        n["paragraphs"] += want_body.total()
        n["paragraphs exact"] += (want_body & got_body).total()
        n["paragraphs missing"] += (want_body - got_body).total()
        n["paragraphs extra"] += (got_body - want_body).total()
        n["bodies exact"] += want_body == got_body
        if len(post["pages"]) > 1:
            n["multi all"] += 1
            n["multi whole"] += not want_body - got_body
        if want_body != got_body:
            gone, more = list(want_body - got_body), list(got_body - want_body)
            differs(address, "body", {"extra": more}, {"missing": gone})
    linked = {a: unquote(r["duplicate_of"]) for a, r in found.items() if r["duplicate_of"]}
    for address, post in posts.items():
        if post["copy_of"]:
            other = unquote(post["copy_of"])
            n["copies"] += 1
            n["copies linked"] += linked.get(address) == other or linked.get(other) == address
    n["links"] = len(linked)
    lost = sorted(posts.keys() - found.keys())
    kinds = {unquote(url): kind for url, kind in gold["others"].items()}
    named = [f"{kinds.get(a, 'post again' if a in posts else 'other')}: {a}" for a in extra]
    return {"counts": dict(n), "extra": named, "lost": lost, "wrong": wrong}


def print_table(result: dict[str, Any]) -> None:
    """Print the score for a person."""
    n = Counter(result["counts"])
    identical = "byte-identical" if result["replay_identical"] else "DIFFERENT"
    print(f"crawl: exit code {result['exit_code']}, {result['seconds']} s, ", end="")
    print(f"{result['requests']} requests; replay's export is {identical}\n")
    print(f"{'posts found':28} {share(n['found'], n['posts'])}\n{'extra rows':28} {n['extra']:4}")
    for kind, names in (("day", STYLES), ("views", dict(enumerate(VIEWS)))):
        print(f"\n{kind:28} {'right':>20}  missing  wrong")
        for key, name in names.items():
            what = f"{kind} {key}"
            rate = share(n[f"{what} right"], n[f"{what} all"])
            print(f"{name:28} {rate}  {n[what + ' missing']:7}  {n[what + ' wrong']:5}")
    print()
    for name, part, whole in (
        ("title exact", "title right", "title all"),
        ("section is one of the post's", "section right", "section all"),
        ("section is the first", "section first", "section all"),
        ("author exact", "author right", "author all"),
        ("paragraphs exact", "paragraphs exact", "paragraphs"),
        ("bodies exact", "bodies exact", "found"),
        ("bodies of many pages whole", "multi whole", "multi all"),
        ("copies linked", "copies linked", "copies"),
    ):
        print(f"{name:28} {share(n[part], n[whole])}")
    print(f"{'paragraphs missing, extra':28} {n['paragraphs missing']:4}, {n['paragraphs extra']}")
    print(f"{'links to a copy, in all':28} {n['links']:4}")
    shown = {what: result[what] for what in ("extra", "lost")}
    shown["wrong"] = [
        f"{w['what']}: {w['got']}, not {w['want']}: {w['url']}"
        for w in result["wrong"]
        if w["what"] not in ("body", "section")
    ]
    for what, lines in shown.items():
        for line in lines[:8]:
            print(f"{what}: {re.sub('https?://[^/]+', '', line)}"[:80])
        if len(lines) > 8:
            print(f"{what}: … {len(lines)} in all (--json)")


def main() -> int:
    """Start the site, unless it runs; crawl, score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8910)
    parser.add_argument("--keep", action="store_true", help="only serve, until Ctrl-C")
    parser.add_argument("--profile", action="store_true", help="crawl with a small profile")
    parser.add_argument("--no-rest", action="append_const", dest="off", const="rest", default=[])
    parser.add_argument("--no-sitemap", action="append_const", dest="off", const="sitemap")
    parser.add_argument("--json", action="store_true", help="print JSON, with every difference")
    parser.add_argument("--folder", type=Path, help="keep the crawl's files in this new folder")
    args = parser.parse_args()
    url = f"http://127.0.0.1:{args.port}"
    home = Path(tempfile.gettempdir()) / f"newscrawler-wordpress-{args.port}"
    runs = listening(args.port)
    if not runs and (gone := missing()):
        print(f"Not measured: {gone} not installed (see the head of {Path(__file__).name}).")
        return 0
    if runs and (args.keep or args.off or not (home / "gold.json").exists()):
        sys.exit(f"Port {args.port} is in use; take another with --port.")
    # Also where a shell started us in the background, with Ctrl-C ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    with contextlib.ExitStack() as stack:
        if not runs:
            stack.enter_context(running(home, url, args.off))
        if args.keep:
            print(f"{url}/\n{home}/gold.json\nCtrl-C stops it.", flush=True)
            signal.pause()
        if args.folder:
            folder = args.folder.resolve()
            folder.mkdir(parents=True)
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        result = crawl(folder, url, args.profile, args.off)
        result |= score(json.loads((home / "gold.json").read_bytes()), result.pop("rows"))
        if args.json:
            print(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            print_table(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
