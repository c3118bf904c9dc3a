"""A pool of processes for extraction: results in order, a time limit, recovery from a crash.

A page that kills or stalls its process costs that page, not the run.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

PAGE_SECONDS = 60
"""How long one page may take; the slowest sane ones take about one second."""


class Workers(Generic[T, R]):
    """Applies a picklable function to tasks in `count` processes, or in this one if it is 0.

    Forked processes would inherit a reactor, sockets and locks, so they are spawned afresh.
    """

    def __init__(self, work: Callable[[T], R], failed: Callable[[T, str], R], count: int) -> None:
        self._work, self._failed, self._count = work, failed, count
        self._pool: ProcessPoolExecutor | None = None
        self._processes: list[SpawnProcess] = []

    def map(self, tasks: Iterable[T]) -> Iterator[R]:
        """Yield the results in the order of the tasks, reading ahead by a few per process."""
        if not self._count:
            yield from map(self._work, tasks)
            return
        window: deque[tuple[T, Future[R]]] = deque()
        for task in tasks:
            window.append((task, self.submit(task)))
            if len(window) >= 4 * self._count:
                yield self._next(window)
        while window:
            yield self._next(window)

    def one(self, task: T) -> R:
        """Return the result of a task that others wait for."""
        if not self._count:
            return self._work(task)
        try:
            return self.submit(task).result(timeout=PAGE_SECONDS)
        except (BrokenExecutor, TimeoutError):
            return self.alone(task, "extraction took too long or killed its process")

    def submit(self, task: T) -> Future[R]:
        """Start a task; `settle` its future."""
        for _ in range(3):
            try:
                return self._executor().submit(self._work, task)
            except BrokenExecutor:
                self.close()
        raise RuntimeError("extraction processes die as soon as they start")

    def alone(self, task: T, reason: str) -> R:
        """Run a task that was under way when its pool broke, with nothing beside it."""
        self.close()
        try:
            return self._executor().submit(self._work, task).result(timeout=PAGE_SECONDS)
        except (BrokenExecutor, TimeoutError):
            self.close()
            return self._failed(task, reason)

    def _next(self, window: deque[tuple[T, Future[R]]]) -> R:
        task, future = window.popleft()
        try:
            return future.result(timeout=PAGE_SECONDS)
        except (BrokenExecutor, TimeoutError) as error:
            reason = "took too long" if isinstance(error, TimeoutError) else "killed its process"
            result = self.alone(task, f"extraction {reason}")
            for place, (other, old) in enumerate(window):
                if not old.done() or old.exception() is not None:
                    window[place] = (other, self.submit(other))
            return result

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._processes = []
            context = _Spawning(self._processes)
            self._pool = ProcessPoolExecutor(self._count, mp_context=context)
        return self._pool

    def close(self) -> None:
        """Stop the processes, stalled ones too."""
        if self._pool is None:
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.terminate()
        self._pool = None


class _Spawning(SpawnContext):
    """Spawns processes and lists them: before Python 3.14 a pool cannot stop one that stalls."""

    def __init__(self, started: list[SpawnProcess]) -> None:
        super().__init__()
        self._started = started

    def Process(self, *args: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = SpawnProcess(*args, **named)
        self._started.append(process)
        return process
