"""What does a whole crawl offline cost beside a replay of the same archive, and does it stay small?

Both run in processes of their own, with no worker processes; CPU seconds are compared.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawler.archive import ArchiveWriter, Exchange

PAGES = sorted(Path("fixtures").rglob("*.html"))
HOME = "https://news.example.com"
PROFILE = f"""
name = "example"
domains = ["news.example.com"]
discover = ["{HOME}/sitemap.xml"]
article_url = '/2024/'
"""
START = datetime(2024, 1, 1, tzinfo=UTC)


def archive(folder: Path, count: int) -> None:
    """Write the archive of a site with a sitemap and that many pages."""
    bodies = [page.read_bytes() for page in PAGES]
    urls = [f"{HOME}/2024/01/01/{number}/" for number in range(count)]
    sitemap = f"<urlset>{''.join(f'<url><loc>{u}</loc></url>' for u in urls)}</urlset>"
    answers = {f"{HOME}/robots.txt": b"", f"{HOME}/sitemap.xml": sitemap.encode()}
    for number, url in enumerate(urls):
        # Each page is an article of its own, and not a copy of another.
        words = " ".join(f"word{number * 7919 % (n + 1009)}" for n in range(200)).encode()
        body = bodies[number % len(bodies)].replace(b"canonical", b"other")
        answers[url] = body.replace(b"</p>", b" " + words + b"</p>", 1)
    options = {"site": "example", "crawl_id": "c", "operator": None, "user_agent": "b"}
    with ArchiveWriter(folder, **options) as writer:
        for number, (url, body) in enumerate(answers.items()):
            kind = "application/xml" if url.endswith("xml") else "text/html"
            kind = "text/plain" if url.endswith("txt") else kind
            writer.write(Exchange(
                url=url, headers=[("Content-Type", kind)], body=body,
                captured_at=START + timedelta(seconds=number),
            ))  # fmt: skip


def measured(folder: Path, *words: str) -> tuple[float, int]:
    """Run `newscrawler …`; return the CPU seconds that it took, and its peak memory in MB."""
    code = (
        "import resource, sys; from newscrawler.commands.main import run; code = run(sys.argv[1:]);"
        "u = resource.getrusage(resource.RUSAGE_SELF);"
        "cost = u.ru_utime + u.ru_stime, u.ru_maxrss // 1024;"
        "print(*cost, file=open('cost', 'w')); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder, env=os.environ | {"NEWSCRAWLER_SITES": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    seconds, peak = (folder / "cost").read_text().split()
    return float(seconds), int(peak)


def main() -> None:
    """Print CPU seconds a page, their ratio, and peaks."""
    quiet = ("-s", "LOG_LEVEL=WARNING", "-s", "NEWSCRAWLER_REPLAY=archive")
    print("pages   replay, CPU ms/page   offline crawl   ratio   peak memory, replay and crawl")
    for count in (500, 3000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "example.toml").write_text(PROFILE)
            archive(folder / "archive", count)
            replay, small = measured(folder, "replay", "archive", "--workers", "0", "--db", "a.db")
            crawl, large = measured(folder, "crawl", "example", *quiet, "--db", "b.db")
            exports = []
            for db in ("a.db", "b.db"):
                measured(folder, "export", "--db", db, "-o", f"{db}.jsonl")
                exports.append((folder / f"{db}.jsonl").read_bytes())
            if exports[0] != exports[1]:
                raise SystemExit("the exports differ")
        print(f"{count:5}   {replay / count * 1000:19.1f}   {crawl / count * 1000:13.1f}   "
              f"{crawl / replay:5.2f}   {small:4} MB   {large:4} MB")  # fmt: skip


if __name__ == "__main__":
    main()
