"""What breaks the extractor? Mutants of real pages, and pages made to torture it.

    python -m benchmarks.extract.fuzz --mutants 10000 --seed 1   mutants of the corpus or fixtures
    python -m benchmarks.extract.fuzz --seed 1 --mutant 4711     that one: where it fails or hangs
    python -m benchmarks.extract.fuzz --torture                  the named pages, each in a process

A mutant fails if extraction raises, returns a text that no database takes or a date that is none,
takes more than --seconds-each of processor time, or needs more than 300 MB above what a new
worker has. A worker that hangs or dies is replaced, and its mutant named. Failing mutants are
saved, and the exit code is 1. Linux only: memory is read from /proc.
"""

import argparse
import faulthandler
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from lxml import html

from benchmarks import corpus
from benchmarks.extract.mutants import TORTURES, Mutant, Source, torture
from newscrawler import extract_html
from tests.support.corpus import UNKNOWN_URL
from tests.support.paths import FIXTURES

MOST_MB, MOST_SECONDS = 300, 5.0
PATIENCE = 8
"""How many times its limit a page may take, by the clock, before its worker is ended."""
HUNG = "it hung"
ADDRESS_SPACE = 8 * 2**30
"""Bytes; beyond them a worker meets a MemoryError before the machine runs out."""


def texts(value: object) -> Iterator[str]:
    """Yield every text in an article's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts([*value.keys(), *value.values()])
    elif isinstance(value, Sequence):
        for one in value:
            yield from texts(one)


def extracted(mutant: Mutant) -> None:
    """Extract, and raise ValueError where the article breaks its own promises."""
    article = extract_html(
        mutant.body, url=mutant.url, content_type=mutant.content_type,
        captured_at="2024-06-01T12:00:00Z",
    )  # fmt: skip
    for text in texts(asdict(article)):
        text.encode()  # a lone surrogate raises
        if "\0" in text:
            raise ValueError("NUL in a text")
    for moment in filter(None, (article.published_at, article.modified_at)):
        datetime.fromisoformat(moment)


def parsed(mutant: Mutant) -> None:
    """Parse with lxml alone, to compare."""
    html.fromstring(mutant.body)


def memory(key: str) -> float:
    """Return VmRSS or VmHWM (its peak) of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{key}:")[1].split()[0]) / 1024


@dataclass(frozen=True)
class Result:
    """What became of a page: processor seconds, and the peak of memory above a new worker's."""

    name: int | str
    seconds: float
    mb: float
    error: str | None = None

    def wrong(self, seconds: float) -> str | None:
        """Say what is wrong with it, or None."""
        if self.error:
            return self.error
        if self.seconds > seconds:
            return f"slow: {self.seconds:.1f} s"
        return f"memory: {self.mb:.0f} MB" if self.mb > MOST_MB else None


Make = Callable[[Any], Mutant]
Work = Callable[[Mutant], None]


def measured(name: int | str, make: Make, work: Work, base: float) -> Result:
    """Make a page and work on it; memory counts from `base`, what a new worker has."""
    mutant = make(name)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts anew
    start, error = time.process_time(), None
    try:
        work(mutant)
    except Exception as raised:  # noqa: BLE001 - that is what is looked for
        error = f"{_where(raised)} {type(raised).__name__}: {str(raised)[:150]}"
    return Result(name, time.process_time() - start, memory("VmHWM") - base, error)


def _where(raised: BaseException) -> str:
    place, trace = "", raised.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if "newscrawler" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place or "contract"


def serve(connection: Connection, make: Make, work: Work) -> None:
    """Measure what is asked for until nothing is; in a worker."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    extract_html(b"<p>What is loaded once is loaded now.", url=UNKNOWN_URL)
    base = memory("VmRSS")
    while (name := connection.recv()) is not None:
        connection.send(measured(name, make, work, base))


class Worker:
    """A process that measures, and the page that it is at."""

    def __init__(self, make: Make, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, make, work), daemon=True)
        self._process.start()
        theirs.close()
        self.name: int | str = ""
        self.since = 0.0

    def give(self, name: int | str) -> None:
        """Let it measure a page."""
        self.name, self.since = name, time.monotonic()
        self.connection.send(name)

    def result(self) -> Result:
        """Return what it measured, or how it died."""
        try:
            answer: Result = self.connection.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            died = f"the worker died: exit code {self._process.exitcode}"
            return Result(self.name, time.monotonic() - self.since, 0, died)
        return answer

    @property
    def alive(self) -> bool:
        """Whether it can measure another page."""
        return self._process.is_alive()

    def end(self) -> None:
        """Stop it, whatever it is at."""
        self._process.kill()
        self._process.join()


def run(names: Sequence[int | str], make: Make, work: Work, seconds: float, *, fresh: bool,
        workers: int = 2) -> Iterator[Result]:  # fmt: skip
    """Measure pages in worker processes, a new one for each page if `fresh`; as they are done."""
    waiting = iter(names)
    busy: list[Worker] = []
    idle: list[Worker] = []
    while True:
        while len(busy) < workers and (name := next(waiting, None)) is not None:
            worker = idle.pop() if idle else Worker(make, work)
            worker.give(name)
            busy.append(worker)
        if not busy:
            break
        ready = wait([worker.connection for worker in busy], timeout=1)
        for worker in tuple(busy):
            late = time.monotonic() - worker.since > PATIENCE * seconds
            if worker.connection not in ready and not late:
                continue
            busy.remove(worker)
            if worker.connection in ready:
                result = worker.result()
            else:
                worker.end()
                result = Result(worker.name, PATIENCE * seconds, 0, HUNG)
            if fresh or result.mb > MOST_MB or not worker.alive:
                worker.end()
            else:
                idle.append(worker)
            yield result
    for worker in idle:
        worker.end()


def fuzz(source: Source, count: int, seconds: float, folder: Path) -> bool:
    """Print what is wrong with which mutants, and a summary; tell whether all is well."""
    results, start = [], time.monotonic()
    failed: Counter[str] = Counter()
    for result in run(range(count), source.mutant, extracted, seconds, fresh=False):
        results.append(result)
        if wrong := result.wrong(seconds):
            failed[wrong.partition(": ")[0]] += 1
            mutant = source.mutant(int(result.name))
            print(f"mutant {result.name} of {mutant.made_of}: {wrong}", flush=True)
            folder.mkdir(parents=True, exist_ok=True)
            saved = folder / f"{source.seed}-{result.name}"
            saved.with_suffix(".html").write_bytes(mutant.body)
            facts = {"seed": source.seed, "wrong": wrong, **asdict(mutant), **asdict(result)}
            del facts["body"]
            saved.with_suffix(".json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
        if sys.stderr.isatty():
            print(f"\r{len(results)} of {count}", end="", file=sys.stderr)
    slow = sum(result.seconds > seconds for result in results)
    raised = sum(result.error not in (None, HUNG) for result in results)
    slowest = max(results, key=lambda result: result.seconds)
    print(
        f"{len(results)} mutants of seed {source.seed}: {raised} exceptions, {slow} slow, "
        f"{sum(r.mb > MOST_MB for r in results)} over {MOST_MB} MB; memory at most "
        f"{max(r.mb for r in results):.0f} MB; the slowest {slowest.seconds:.1f} s "
        f"(mutant {slowest.name}); {time.monotonic() - start:.0f} s in all"
    )
    for wrong, times in failed.most_common():
        print(f"{times:6}  {wrong}")
    if failed:
        print(f"saved in {folder}")
    return not failed


def tortured(seconds: float) -> bool:
    """Print seconds and memory of every torture page, ours beside lxml's; tell if all is well."""
    well = True
    print(f"{'':24}seconds     MB   lxml alone: seconds     MB")
    for name in TORTURES:
        (ours,) = run([name], torture, extracted, seconds, fresh=True)
        (bare,) = run([name], torture, parsed, seconds, fresh=True)
        wrong = ours.wrong(seconds)
        well = well and not wrong
        print(
            f"{name:24}{ours.seconds:7.2f} {ours.mb:6.0f}               {bare.seconds:7.2f} "
            f"{bare.mb:6.0f}   {wrong or ''}", flush=True,
        )  # fmt: skip
    return well


def sources(folder: Path | None, seed: int) -> Source:
    """Return the pages of the corpus that may be looked at, or else the fixtures."""
    found = corpus.find(folder)
    if not found:
        pages = tuple((path, UNKNOWN_URL) for path in sorted(FIXTURES.rglob("*.html")))
        return Source(pages, seed)
    rows = [row for row in found.rows if corpus.part(row["host"]) == "look"]
    return Source(tuple((found.folder / row["html"], found.url(row)) for row in rows), seed)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("folder", nargs="?", type=Path, help="the corpus folder")
    add("--mutants", type=int, default=10_000, metavar="N")
    add("--seed", type=int, default=1)
    add("--seconds-each", type=float, default=MOST_SECONDS, metavar="S", help="the limit of time")
    add("--save", type=Path, default=Path("fuzz-failures"), metavar="DIR", help="for what fails")
    add("--mutant", type=int, metavar="NUMBER", help="this one alone, in this process")
    add("--torture", action="store_true", help="the named pages instead")
    arguments = parser.parse_args()
    if arguments.torture:
        sys.exit(not tortured(arguments.seconds_each))
    source = sources(arguments.folder, arguments.seed)
    if arguments.mutant is not None:
        mutant = source.mutant(arguments.mutant)
        faulthandler.dump_traceback_later(PATIENCE * arguments.seconds_each, exit=True)
        print(f"{mutant.made_of}: {len(mutant.body)} bytes, {mutant.content_type}")
        extracted(mutant)
    else:
        sys.exit(not fuzz(source, arguments.mutants, arguments.seconds_each, arguments.save))


if __name__ == "__main__":
    main()
