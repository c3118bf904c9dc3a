"""How fast is replay with one worker and two, and does its memory grow with the archive?"""

import multiprocessing
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawler.archive import ArchiveWriter, Exchange
from newscrawler.model import profile_files
from newscrawler.replay.replay import replay
from newscrawler.store import Store

PAGES = sorted(Path("fixtures").rglob("*.html"))
START = datetime(2024, 1, 1, tzinfo=UTC)


def archive(folder: Path, count: int) -> None:
    """Write an archive of that many pages."""
    bodies = [page.read_bytes() for page in PAGES]
    with ArchiveWriter(folder, site="s", crawl_id="c", operator=None, user_agent="b") as writer:
        for number in range(count):
            writer.write(Exchange(
                url=f"https://alsahifa.example/2018/01/01/{number}/", method="GET",
                request_headers=[], request_body=b"", status=200,
                headers=[("Content-Type", "text/html")], body=bodies[number % len(bodies)],
                captured_at=START + timedelta(seconds=number),
            ))  # fmt: skip


def run(folder: Path, workers: int, answers: "multiprocessing.Queue[tuple[float, int]]") -> None:
    """Replay in this process; answer seconds and peak memory in MB."""
    start = time.perf_counter()
    with Store(f"sqlite:///{folder}/{workers}.db") as store:
        replay(folder, store, profile_files.directories([]), workers=workers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    answers.put((time.perf_counter() - start, peak))


def measured(folder: Path, workers: int) -> tuple[float, int]:
    """Run in a process of its own, so that peaks do not mix."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[float, int]] = context.Queue()
    process = context.Process(target=run, args=(folder, workers, answers))
    process.start()
    answer = answers.get()
    process.join()
    return answer


def main() -> None:
    """Print rates and peaks."""
    print("pages   workers   pages/s   peak memory of the main process")
    for count in (500, 4000):
        for workers in (1, 2):
            with tempfile.TemporaryDirectory() as name:
                archive(Path(name), count)
                seconds, peak = measured(Path(name), workers)
            print(f"{count:5}   {workers:7}   {count / seconds:7.0f}   {peak:5} MB")


if __name__ == "__main__":
    main()
