"""Exit codes and words, from what is known at a crawl's end."""

from typing import Any

import pytest

from newscrawler.crawl.run.exit_code import Facts, of, summary, worst
from newscrawler.errors import ArchiveError, LockedError


def facts(**more: Any) -> Facts:
    known: dict[str, Any] = {
        "site": "s",
        "unanswered_code": 3,
        "responses": 9,
        "leads": 5,
        "resting": 7,
    }
    pages = more.get("counts", {})
    return Facts(**known | {"pages": pages} | more)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"counts": {"stored": 1, "failed": 99}}, 0),
        ({"counts": {"unchanged": 1}}, 0),
        ({"counts": {"listing": 3}, "pages": {}}, 0),  # nothing is due
        ({"counts": {"listing": 3}, "pages": {}, "leads": 0}, 5),  # the lists name nothing more
        ({"counts": {"listing": 3}, "pages": {}, "resting": 0}, 5),  # never was anything
        ({"counts": {"listing": 3, "gone": 1}}, 0),  # a removal was noticed
        ({"counts": {"listing": 3, "empty": 1}}, 5),
        ({"counts": {"failed": 4}}, 3),
        ({"counts": {"blocked": 4, "listing": 1}}, 4),
        ({"counts": {"robots": 1}}, 4),
        ({"counts": {}, "responses": 0}, 3),
        ({"counts": {}, "responses": 0, "unanswered_code": 5}, 5),
        ({"counts": {}, "responses": 0, "stopped": True}, 0),
        ({"counts": {"stored": 1}, "alarms": ["the title is gone"]}, 5),
        ({"counts": {"stored": 1}, "alarms": ["x"], "refusal": "walls"}, 4),
        ({"counts": {"stored": 1}, "bugs": 1}, 1),
        ({"counts": {"stored": 1}, "failure": ArchiveError("full")}, 6),
        ({"counts": {}, "failure": LockedError("held")}, 7),
    ],
)
def test_exit_codes(given: dict[str, Any], code: int) -> None:
    assert of(facts(**given)) == code


def test_the_worst_of_several_sites() -> None:
    assert worst([0, 5, 3, 4]) == 3
    assert worst([0, 7, 6]) == 7
    assert worst([5, 0]) == 5
    assert worst([]) == 0


def test_the_summary_counts_and_explains() -> None:
    said = summary(facts(counts={"unchanged": 2, "stored": 1}, trouble="http://x: refused"))
    assert said == "s: 1 new, 2 unchanged\ns: last failure: http://x: refused"
    alarmed = summary(facts(counts={"stored": 1}, alarms=["the title is gone"]), ["more"])
    assert alarmed == "s: 1 new\ns: the title is gone\ns: more"
