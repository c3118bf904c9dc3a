"""A rising share of pages that are none is a refusal; a steady one is the site's way."""

import pytest

from newscrawler.crawl.run.block_detection import why_refused

GOOD = {"stored": 20, "unchanged": 70, "soft-404": 10}
QUIET = {"unchanged": 1}


@pytest.mark.parametrize(
    ("counts", "before", "says"),
    [
        ({"stored": 2, "blocked": 8}, [], "80% of the pages were refused or none (8 blocked)"),
        ({"blocked": 8, "unchanged": 2}, [{"blocked": 8, "unchanged": 2}] * 9, "80% of the pages were refused or none (8 blocked)"),
        ({"needs-javascript": 6}, [GOOD], "100% of the pages were refused or none (6 needs-javascript)"),
        ({"soft-404": 9, "stored": 1}, [], "90% of the pages were refused or none (9 soft-404)"),
        (
            {"soft-404": 5, "stored": 5},
            [GOOD] * 10,
            "50% of the pages were refused or none (5 soft-404), and 10% in the runs before",
        ),
        (
            {"blocked": 5, "soft-404": 2, "stored": 20},
            [{"stored": 9}] * 3,
            "26% of the pages were refused or none (5 blocked, 2 soft-404), and 0% in the runs before",
        ),
    ],
)  # fmt: skip
def test_refused(counts: dict[str, int], before: list[dict[str, int]], says: str) -> None:
    assert why_refused(counts, before) == says


@pytest.mark.parametrize(
    ("counts", "before"),
    [
        ({}, []),
        ({"blocked": 4}, []),
        (GOOD, []),
        (GOOD, [GOOD] * 10),
        ({"soft-404": 6, "stored": 20}, [GOOD] * 10),
        ({"gone": 90, "unchanged": 10}, [GOOD] * 10),
        ({"soft-404": 8, "unchanged": 2}, [{"soft-404": 8, "unchanged": 2}] * 10),
        ({"failed": 50, "robots": 50}, [GOOD]),
        ({"soft-404": 6, "unchanged": 6}, [QUIET, {"soft-404": 5, "unchanged": 6}, QUIET]),
    ],
)
def test_not_refused(counts: dict[str, int], before: list[dict[str, int]]) -> None:
    assert why_refused(counts, before) is None
