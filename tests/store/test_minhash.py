"""Values of the index and of the verdict."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.store.duplicates import minhash

TEXT = "The council of Marend decided yesterday that bridges across its river shall remain open"


def test_words_are_folded_and_spaceless_scripts_cut_in_pairs() -> None:
    assert minhash.words("Åse's CAFÉ, أحمد") == ["åse", "s", "café", "احمد"]
    assert minhash.words("भारत की सरकार") == ["भारत", "की", "सरकार"]
    assert minhash.words("北京市 2024") == ["北京", "京市", "2024"]
    assert minhash.words("ที่นี่")[0] == "ที"


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("a b c", "a b c", 1.0),
        ("a b c d", "d, C. b A", 1.0),
        ("a a a b", "a b b b", 2 / 6),
        ("a b", "c d", 0.0),
        ("", "", 0.0),
    ],
)
def test_resemblance(one: str, other: str, value: float) -> None:
    assert minhash.resemblance(minhash.bag(one), minhash.bag(other)) == value


def bulletin(*numbers: int) -> Counter[str]:
    names = ("dollar", "euro", "pound", "dinar", "franc", "lira")
    lines = (
        f"the {name} stands today at {n} in the market of the city"
        for name, n in zip(names, numbers, strict=True)
    )
    return minhash.bag(" ".join(lines))


def test_bulletins_that_differ_in_their_numbers_are_not_one_story() -> None:
    monday = bulletin(7301, 8112, 9450, 5511, 8240, 301)
    tuesday = bulletin(7342, 8115, 9399, 5602, 8277, 308)
    assert minhash.resemblance(monday, tuesday) > 0.8
    assert not minhash.one_story(monday, tuesday)
    assert minhash.one_story(monday, bulletin(7301, 8112, 9450, 5511, 8240, 308))  # one corrected
    few = minhash.bag(f"{TEXT} 1 2 3"), minhash.bag(f"{TEXT} 4 5 6")
    assert minhash.one_story(*few)


def test_shingles_pass_over_the_short_words() -> None:
    assert minhash.shingles("bridges over the river") == minhash.shingles("bridges over river")
    assert minhash.shingles("bridges over river") != minhash.shingles("river over bridges")
    assert len(minhash.shingles("to be or not to be, as it is")) == 7  # all are short, so all count


def test_hashes_are_the_same_in_every_process() -> None:
    assert sum(minhash.shingles(TEXT)) % 1_000_003 == 514798
    assert minhash.bands(minhash.signature(minhash.shingles(TEXT)))[:2] == [
        122549555048523,
        -76529689427216,
    ]


def test_nothing_has_no_signature() -> None:
    with pytest.raises(ValueError, match="no signature"):
        minhash.signature(set())


@given(st.sets(st.integers(0, 2**64 - 1), min_size=1, max_size=300))
def test_signatures(hashes: set[int]) -> None:
    values = minhash.signature(hashes)
    assert len(values) == minhash.BANDS * minhash.ROWS
    assert minhash.signature(sorted(hashes, reverse=True)) == values
    assert minhash.alike(values, minhash.signature(hashes)) == len(values)
    keys = minhash.bands(values)
    assert len(keys) == minhash.BANDS
    assert all(-(2**47) <= key < 2**47 for key in keys)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_signatures_estimate_the_resemblance_of_sets(share: float) -> None:
    rng = random.Random(3)  # noqa: S311
    estimates = []
    for _ in range(200):
        both = [rng.getrandbits(64) for _ in range(round(300 * share))]
        one, other = ({rng.getrandbits(64) for _ in range(300 - len(both))} for _ in range(2))
        jaccard = len(both) / (600 - len(both))
        alike = minhash.alike(
            minhash.signature(one | set(both)), minhash.signature(other | set(both))
        )
        estimates.append(alike / 72 - jaccard)
    assert abs(sum(estimates)) / 200 < 0.01
