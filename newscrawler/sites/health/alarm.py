"""The health of a site after a run: its alarms, and what later runs must know."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

_EXPECTED = {
    "body length": "the body is about as long as it was",
    "body repeated": "the body is longer or shorter than that of the pages before it",
    "title repeated": "the title is another than that of the pages before it",
    "date impossible": "the date is not later than the day on which the article was first seen",
    "date repeated": "the date is another than that of the pages before it",
    "language": "the language is one of those that were usual",
    "duplicates": "the text is not that of another article",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: something that was usual on a site's pages is rare since a capture.

    `what` is a field, ``selector:`` and a field, or a key of `_EXPECTED`. `before` and `now` are
    shares of pages that were as expected, `pages` the number of those that `now` is of. `rule`
    is a digest of the selectors that were at work.
    """

    what: str
    since: str
    before: float
    now: float
    pages: int
    rule: str

    def __str__(self) -> str:
        """Return it in words."""
        name, _, of = self.what.partition(":")
        expected = (
            f"the profile's selector finds {of}" if of else _EXPECTED.get(name, f"{name} is found")
        )
        last = "the last page" if self.pages == 1 else f"the last {self.pages} pages"
        now = f"on {self.now:.0%} of {last}, before on {self.before:.0%}"
        return f"since {self.since}, {expected} {now}"


@dataclass
class Health:
    """The health of a site: alarms, lesser remarks, and what later runs must know.

    `baseline`: pages from before the run, at most 400; under 30 little can be said.
    `aside`: by series, the spans of captures, from the first up to before the second, that are no
    baseline, because an alarm stood.
    """

    alarms: list[Alarm] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    aside: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    baseline: int = 0

    @property
    def reported(self) -> list[Alarm]:
        """The alarms for a person: without a selector's where its field's says the same."""
        missing = {alarm.what for alarm in self.alarms}
        return [
            a for a in self.alarms if a.what.removeprefix("selector:") not in missing - {a.what}
        ]

    def kept(self) -> dict[str, Any]:
        """Return the data that a run's summary keeps under ``health``."""
        alarms = [asdict(alarm) for alarm in self.alarms]
        return {"baseline": self.baseline, "alarms": alarms, "aside": self.aside}

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Health":
        """Return the health that an earlier run has kept."""
        kept = kept or {}
        aside = {what: [(a, b) for a, b in spans] for what, spans in kept.get("aside", {}).items()}
        return cls([Alarm(**alarm) for alarm in kept.get("alarms", ())], [], aside)
