"""The word diff: what is kept, gone and new, and what it costs to know."""

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.text.arabic import fold
from newscrawler.text.diff import Difference, Kind, Paragraph, Text
from newscrawler.text.diff.alignment import MAX_STEPS, Alignment
from newscrawler.text.diff.compare import compare
from newscrawler.text.diff.words import Words

MARKS = {Kind.KEPT: ("", ""), Kind.REMOVED: ("[", "]"), Kind.ADDED: ("{", "}")}


def drawn(paragraph: Paragraph) -> str:
    """Write a paragraph with [what is gone] and {what is new}."""
    parts = ((*MARKS[run.kind], run.text.strip()) for run in paragraph.runs)
    text = " ".join(f"{opens}{inner}{closes}" for opens, closes, inner in parts)
    return "↕ " + text if paragraph.moved else text


def body(old: str, new: str) -> list[str]:
    return [drawn(p) for p in compare(Text(None, old), Text(None, new)).body]


def joined(found: Difference, *kinds: Kind) -> list[str]:
    texts = ["".join(run.text for run in p.runs if run.kind in kinds) for p in found.body]
    return [text for text in texts if text]


def test_a_word_is_told_from_its_neighbours() -> None:
    assert body("وزير التربية يعلن الموعد.", "وزير التعليم يعلن الموعد الجديد.") == [
        "وزير [التربية] {التعليم} يعلن الموعد {الجديد.}"
    ]


def test_marks_tatweel_spelling_case_and_punctuation_are_no_change() -> None:
    found = compare(
        Text("أعلن الوزيرُ", "قال: إنّ المـدرسة «كبيرة».\n\nThe End!"),
        Text("اعلن الوزير", "قال إن المدرسة كبيرة\n\nthe end"),
    )
    assert not found.title.changed
    assert not any(paragraph.changed for paragraph in found.body)
    assert found.summary == "no word changed"
    assert joined(found, Kind.KEPT) == ["قال إن المدرسة كبيرة", "the end"]


def test_the_headline_is_compared_apart() -> None:
    found = compare(Text("ارتفاع الأسعار", "نص."), Text("انخفاض الأسعار", "نص."))
    assert drawn(found.title) == "[ارتفاع] {انخفاض} الأسعار"
    assert found.summary == "headline changed"
    assert compare(Text(None, None), Text("جديد", None)).summary == "headline changed"


def test_a_number_is_not_cut_at_its_comma() -> None:
    assert body("بلغ 1,000 دولار", "بلغ 1,250 دولار") == ["بلغ [1,000] {1,250} دولار"]
    found = compare(Text(None, "بلغ 1,000 دولار"), Text(None, "بلغ 1,250 دولار"))
    assert found.summary == "text +1 −1 words"


def test_paragraphs_that_come_and_go_stand_alone() -> None:
    old = "الأولى كما هي.\n\nالثانية ستذهب كلها.\n\nالثالثة كما هي."
    new = "الأولى كما هي.\n\nالثالثة كما هي.\n\nوهذه جديدة تماما."
    assert body(old, new) == [
        "الأولى كما هي.", "[الثانية ستذهب كلها.]", "الثالثة كما هي.", "{وهذه جديدة تماما.}"
    ]  # fmt: skip


def test_a_split_or_joined_paragraph_is_no_change_of_words() -> None:
    one, two = "one two three four. five six seven", "one two three four.\n\nfive six seven"
    for old, new in ((one, two), (two, one)):
        assert compare(Text(None, old), Text(None, new)).summary == "no word changed"
    assert body(two, f"{one} eight") == ["one two three four. five six seven {eight}"]


def test_the_ends_of_paragraphs_go_with_their_own() -> None:
    old = "a b c d e f g last words\n\nfirst words h i j k l m"
    assert body(old, "a b c d e f g\n\nh i j k l m") == [
        "a b c d e f g [last words]", "[first words] h i j k l m"
    ]  # fmt: skip


def test_a_moved_paragraph_is_known_even_if_a_word_of_it_changed() -> None:
    first = "the minister opened the new school on Monday in the old town"
    rest = "a long text about rain in the north\n\nand snow that fell on high hills at night"
    more = "of which no one had heard before that day in the whole wide region"
    old, new = f"{first}\n\n{rest} {more}", f"{rest} {more}\n\n{first}"
    assert body(old, new)[-1] == f"↕ {first}"
    assert compare(Text(None, old), Text(None, new)).summary == "1 paragraph moved"
    assert body(old, new.replace("Monday", "Tuesday"))[-1] == "↕ " + first.replace(
        "Monday", "[Monday] {Tuesday}"
    )


def test_a_word_between_large_changes_is_part_of_them() -> None:
    old = "start one two three four in five six seven eight end"
    new = "start uno dos tres cuatro in cinco seis siete ocho end"
    (shown,) = body(old, new)
    assert shown.startswith("start [one two three four in five six seven eight] {uno dos tres")
    assert shown.endswith("siete ocho} end")


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert body("北京今天下雨", "北京明天下雨") == ["北京 [今] {明} 天下雨"]


PLAIN = st.text("اأبتـَ ي1,.\n -’", max_size=60)


@given(PLAIN, PLAIN)
@settings(max_examples=150, deadline=None)
def test_kept_and_new_is_the_new_text_kept_and_gone_the_old_words(old: str, new: str) -> None:
    found = compare(Text(None, old), Text(None, new))
    paragraphs = [p for p in new.split("\n\n") if p]
    assert sorted("".join(joined(found, Kind.KEPT, Kind.ADDED))) == sorted("".join(paragraphs))
    gone = " ".join(joined(found, Kind.KEPT, Kind.REMOVED))
    assert sorted(fold(gone).split()) == sorted(fold(old).split())
    if fold(old) == fold(new):
        assert not any(paragraph.changed for paragraph in found.body)
    else:
        assert any(paragraph.changed for paragraph in found.body)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_the_words_of_a_text_are_the_text(text: str) -> None:
    words = Words().of({0: text})
    assert "".join(word.text for word in words) == (text if words else "")
    assert all(word.key for word in words)


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd")))
@settings(max_examples=150, deadline=None)
def test_blocks_are_equal_and_in_order(old: list[str], new: list[str]) -> None:
    blocks = Alignment(old * 5, new * 5).blocks()
    for block in blocks:
        here, there = (old * 5)[block.old :], (new * 5)[block.new :]
        assert here[: block.size] == there[: block.size]
    for one, two in pairwise(blocks):
        assert one.old + one.size <= two.old
        assert one.new + one.size <= two.new


def test_a_book_costs_no_more_than_its_length_allows() -> None:
    dice = random.Random(6)  # noqa: S311 - the same text each time
    text = [f"w{int(dice.paretovariate(1.0))}" for _ in range(20_000)]
    edited = list(text)
    for _ in range(400):
        edited[dice.randrange(len(edited))] = "edited"
    alignment = Alignment(text, edited)
    kept = sum(block.size for block in alignment.blocks())
    assert kept >= 19_600
    assert alignment.steps < 4 * 40_000
    # What no run of words tells apart is given up rather than looked at pair by pair.
    for worst in (["x"] * 20_000, dice.choices("ab", k=20_000), text[::-1]):
        bad = Alignment(worst, [*worst[7:9_000], "y", *worst[9_100:]])
        bad.blocks()
        assert bad.steps <= MAX_STEPS * 40_000
