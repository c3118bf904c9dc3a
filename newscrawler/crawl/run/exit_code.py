"""Decides a crawl's exit code and its summary in words, from what is known at its end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from newscrawler.errors import ExitCode, NewscrawlerError
from newscrawler.model.outcome import ARTICLES, Outcome, in_order

_FAILURES = (
    Outcome.EMPTY, Outcome.NOT_ARTICLE, Outcome.NEEDS_JAVASCRIPT, Outcome.TRUNCATED, Outcome.FAILED,
)  # fmt: skip
"""What an article's address ends in where the site or our profile has a fault."""
_UNANSWERED = {Outcome.FAILED, Outcome.WAITING, Outcome.INTERRUPTED, Outcome.SKIPPED}
BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError)
"""What no network raises, whatever it does."""
_WORST_FIRST = list(ExitCode)


@dataclass
class Facts:
    """What is known of a crawl that has ended.

    `counts` are of all its addresses by outcome, `pages` of those that are no lists.
    `unanswered_code` is the code where nothing was answered, `open_circuit_code` that of hosts
    whose circuit breaker is open, or 0. `leads`: how many addresses its lists named that may be
    articles; a list that is as it was before counts as one. `refusal` and `alarms` are sentences.
    """

    site: str
    unanswered_code: ExitCode
    counts: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    responses: int = 0
    leads: int = 0
    resting: int = 0
    failure: NewscrawlerError | None = None
    bugs: int = 0
    stopped: bool = False
    trouble: str = ""
    open_circuit_code: ExitCode = ExitCode.DONE
    refusal: str | None = None
    alarms: list[str] = field(default_factory=list)


def of(facts: Facts) -> ExitCode:
    """Return the exit code that a crawl deserves."""
    if facts.failure is not None:
        return facts.failure.exit_code
    if facts.bugs:
        return ExitCode.BUG
    if facts.stopped:
        return ExitCode.DONE
    if not facts.responses:
        return facts.open_circuit_code or facts.unanswered_code
    if facts.refusal:
        return ExitCode.REFUSED
    if facts.alarms:
        return ExitCode.NO_RESULT
    if any(facts.counts.get(outcome) for outcome in ARTICLES):
        return ExitCode.DONE
    if facts.open_circuit_code:
        return facts.open_circuit_code
    if facts.counts.get(Outcome.BLOCKED) or facts.counts.get(Outcome.ROBOTS):
        return ExitCode.REFUSED
    if set(facts.counts) <= _UNANSWERED:
        return ExitCode.UNREACHABLE
    return ExitCode.DONE if _nothing_new(facts) else ExitCode.NO_RESULT


def worst(codes: Iterable[int]) -> ExitCode:
    """Return the code of several crawls together."""
    return min((ExitCode(code) for code in codes), key=_WORST_FIRST.index, default=ExitCode.DONE)


def summary(facts: Facts, more: Iterable[str] = ()) -> str:
    """Return a few lines on how it went, for people and for cron's mail; `more` ends them."""
    new = facts.counts.get(Outcome.STORED, 0)
    rest = {k: n for k, n in in_order(facts.counts).items() if k != Outcome.STORED}
    parts = [f"{new} new", *(f"{n} {outcome}" for outcome, n in rest.items())]
    lines = [", ".join(parts), *remarks(facts), *more]
    return "\n".join(f"{facts.site}: {line}" for line in lines)


def remarks(facts: Facts) -> list[str]:
    """Return what a person should know of how it went, apart from the counts."""
    code = of(facts)
    found = [facts.refusal] if facts.refusal else []
    found += facts.alarms
    refused = code == ExitCode.REFUSED
    if code and code == facts.open_circuit_code and (facts.responses or refused):
        return found  # The hosts are named apart.
    if code == ExitCode.UNREACHABLE:
        what = "nothing but errors." if facts.responses else "no answer at all."
        return [f"{what} {facts.trouble}".rstrip()]
    if refused:
        return found or ["the site refuses us (403, 429 or robots.txt)."]
    if code == ExitCode.NO_RESULT and not found and facts.responses:
        why = "the profile's discover, article_url or selectors may not fit the site"
        return [f"no article came out. Look at `newscrawler check {facts.site}`: {why}."]
    if facts.stopped:
        return [*found, "stopped before its end; the next crawl goes on."]
    return [*found, *([f"last failure: {facts.trouble}"] if facts.trouble else [])]


def _nothing_new(facts: Facts) -> bool:
    """Tell whether the lists work, and no page that was due was in vain; a removal is news too."""
    in_vain = any(facts.pages.get(outcome) for outcome in _FAILURES)
    return not in_vain and bool(facts.leads) and bool(facts.resting)
