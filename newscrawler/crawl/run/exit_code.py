"""How a crawl went, in an exit code and in words: a function of what is known at its end.

The codes are a contract (see README, «Exit codes»); of those that apply the first of 1, 2, 7, 6, 3,
4, 5, 0 counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from newscrawler.errors import NewscrawlerError
from newscrawler.model.outcome import ARTICLES, Outcome, in_order

_IN_VAIN = (
    Outcome.EMPTY, Outcome.NOT_ARTICLE, Outcome.NEEDS_JAVASCRIPT, Outcome.TRUNCATED, Outcome.FAILED,
)  # fmt: skip
"""What an article's address ends in where the site or our profile has a fault."""
BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError)
"""What no network raises, whatever it does."""
_WORST_FIRST = (1, 2, 7, 6, 3, 4, 5, 0)


@dataclass
class Facts:
    """What is known of a crawl that has ended.

    `counts` are of all its addresses by outcome, `pages` of those that are no lists. `silence` is
    the code where nothing was answered. `leads`: how many addresses its lists named that may be
    articles; a list that is as it was before counts as one. `refusal` and `alarms` are sentences.
    `shut`: the code that hosts deserve that were left alone, or 0.
    """

    site: str
    silence: int
    counts: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    responses: int = 0
    leads: int = 0
    resting: int = 0
    failure: NewscrawlerError | None = None
    bugs: int = 0
    stopped: bool = False
    trouble: str = ""
    shut: int = 0
    refusal: str | None = None
    alarms: list[str] = field(default_factory=list)


def of(facts: Facts) -> int:
    """Return the exit code that a crawl deserves."""
    if facts.failure is not None:
        return facts.failure.exit_code
    if facts.bugs:
        return 1
    if facts.stopped:
        return 0
    if not facts.responses:
        return facts.shut or facts.silence
    if facts.refusal:
        return 4
    if facts.alarms:
        return 5
    if any(facts.counts.get(outcome) for outcome in ARTICLES):
        return 0
    if facts.shut:
        return facts.shut
    if facts.counts.get(Outcome.BLOCKED) or facts.counts.get(Outcome.ROBOTS):
        return 4
    if set(facts.counts) <= {Outcome.FAILED, Outcome.WAITING, Outcome.INTERRUPTED}:
        return 3
    return 0 if _nothing_new(facts) else 5


def worst(codes: Iterable[int]) -> int:
    """Return the code of several crawls together."""
    return min(codes, key=_WORST_FIRST.index, default=0)


def summary(facts: Facts, more: Iterable[str] = ()) -> str:
    """Say in a few lines how it went, for people and for cron's mail; `more` is said at the end."""
    new = facts.counts.get(Outcome.STORED, 0)
    rest = {k: n for k, n in in_order(facts.counts).items() if k != Outcome.STORED}
    parts = [f"{new} new", *(f"{n} {outcome}" for outcome, n in rest.items())]
    lines = [", ".join(parts), *remarks(facts), *more]
    return "\n".join(f"{facts.site}: {line}" for line in lines)


def remarks(facts: Facts) -> list[str]:
    """Return what a person should know of how it went, apart from the counts."""
    code = of(facts)
    said = [facts.refusal] if facts.refusal else []
    said += facts.alarms
    if code and code == facts.shut and (facts.responses or code == 4):
        return said  # The hosts are named apart.
    if code == 3:
        what = "nothing but errors." if facts.responses else "no answer at all."
        return [f"{what} {facts.trouble}".rstrip()]
    if code == 4:
        return said or ["the site refuses us (403, 429 or robots.txt)."]
    if code == 5 and not said and facts.responses:
        why = "the profile's discover, article_url or selectors may not fit the site"
        return [f"no article came out. Look at `newscrawler check {facts.site}`: {why}."]
    if facts.stopped:
        return [*said, "stopped before its end; the next crawl goes on."]
    return [*said, *([f"last failure: {facts.trouble}"] if facts.trouble else [])]


def _nothing_new(facts: Facts) -> bool:
    """Tell whether the lists work, and no page that was due was in vain; a removal is news too."""
    in_vain = any(facts.pages.get(outcome) for outcome in _IN_VAIN)
    return not in_vain and bool(facts.leads) and bool(facts.resting)
