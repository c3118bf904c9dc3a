"""Waits and time limits of tests, for machines that are busy with other things.

A test that waits for something waits on the condition, and gives up after HANG seconds, which is
only there so that a hang is a failure. What promises people a time («ends within 10 s of a
signal») is held to that time multiplied by `slowness`: how long work takes now against what it
takes on an idle machine.
"""

import time
from collections.abc import Callable

HANG = 1200.0
"""Seconds after which what has not come will not come."""
_BURST = 0.2
"""Seconds of CPU: more than a scheduler gives at once to whoever has slept."""


def wait_until(condition: Callable[[], object], what: str, every: float = 0.05) -> None:
    """Return when the condition holds; fail after HANG seconds, and say what did not come."""
    given_up = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < given_up, f"{what}: not after {HANG:.0f} s"
        time.sleep(every)


def slowness() -> float:
    """Return the seconds that pass now during one second of work; on an idle machine, 1."""
    begun, work = time.monotonic(), time.thread_time()
    while (worked := time.thread_time() - work) < _BURST:
        pass
    return max(1.0, (time.monotonic() - begun) / worked)


class Promise:
    """Measures what promises people a time: `with Promise(10): …` fails if it takes longer.

    The seconds count as on an idle machine: work is timed before and after, the slower one holds.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._slowness = slowness()
        self._begun = time.monotonic()

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        took = time.monotonic() - self._begun
        limit = self._seconds * max(self._slowness, slowness())
        assert error or took < limit, f"{took:.1f} s; promised: {self._seconds} s, now {limit:.1f}"
