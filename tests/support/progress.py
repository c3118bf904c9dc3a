"""A pytest plugin for whole runs: how far it is, what runs, what is left; `-p` names it.

On a terminal one line, rewritten; elsewhere, as in CI, a plain line for every five hundredths.
Failures are named at once. It replaces pytest's dots.
"""

import sys
import time

import pytest

WIDTH = 80


class Progress:
    """Counts tests that ended, and says so."""

    def __init__(self) -> None:
        self._all, self._done, self._failed, self._told = 0, 0, 0, 0
        self._begun = time.monotonic()
        self._live = sys.stdout.isatty()

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Learn how many tests there are."""
        self._all = len(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Print no dots."""
        if not isinstance(report, pytest.TestReport):
            return None
        if report.failed:
            return ("failed" if report.when == "call" else "error"), "", ""
        if hasattr(report, "wasxfail"):
            return ("xfailed" if report.skipped else "xpassed"), "", ""
        if report.skipped:
            return "skipped", "", ""
        return ("passed" if report.when == "call" else ""), "", ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say how far it is when a test has ended."""
        if report.failed:
            self._failed += 1
            self._print(f"FAILED {report.nodeid}", keep=True)
        if report.when != "teardown" or not self._all:
            return
        self._done += 1
        share = 100 * self._done // self._all
        if not self._live and share < self._told + 5:
            return
        self._told = share
        seconds = int(time.monotonic() - self._begun)
        failed = f", {self._failed} failed" if self._failed else ""
        line = (
            f"{share:3}%  {self._done} of {self._all} tests{failed}, "
            f"{seconds // 60}:{seconds % 60:02}  {report.location[0]}"
        )
        self._print(line, keep=not self._live or self._done == self._all)

    def _print(self, line: str, *, keep: bool) -> None:
        if self._live:
            line = f"\r{line[: WIDTH - 1]:{WIDTH - 1}}"
        print(line, end="\n" if keep else "", flush=True)


def pytest_configure(config: pytest.Config) -> None:
    """Come in where the tests are run by several processes: in the one that sees them all."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress())
