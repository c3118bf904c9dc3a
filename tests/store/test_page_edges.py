"""Which paragraphs are edges, and what is left without furniture."""

from newscrawler.store.duplicates import page_edges as furniture

PARTS = [f"Paragraph number {i} tells of something" for i in range(12)]
BODY = "\n\n".join(PARTS)


def test_a_digest_is_of_the_folded_words() -> None:
    assert furniture.digest("© أخبار اليوم، 2024") == furniture.digest("اخبار اليوم ٢٠٢٤")
    assert furniture.digest("One") != furniture.digest("Two")
    assert furniture.digest("* * *") == 0


def test_edges_are_three_at_the_head_and_five_at_the_tail_and_the_middle_as_one() -> None:
    found = furniture.edges(BODY)
    assert len(found) == 9
    assert all(furniture.digest(PARTS[i]) in found for i in (0, 1, 2, 7, 8, 9, 10, 11))
    assert furniture.digest(PARTS[3]) not in found
    assert len(furniture.edges("\n\n".join(PARTS[:5]))) == 5
    assert furniture.edges("* * *\n\n") == {}


def test_a_small_edit_mostly_leaves_the_sketch() -> None:
    text = " ".join(f"word{i}" for i in range(100))
    (before,) = furniture.edges(text).values()
    after = [min(furniture.edges(text.replace(f"word{i} ", "other ")).values()) for i in range(50)]
    assert after.count(before) >= 45


def test_furniture_is_taken_from_the_edges_only() -> None:
    known = {furniture.digest(PARTS[i]) for i in (0, 5, 11)}
    assert furniture.split(BODY, known) == (PARTS[1:11], [PARTS[0], PARTS[11]])
    assert furniture.for_reading(BODY, known) == ("\n\n".join(PARTS[1:11]), [PARTS[0], PARTS[11]])
    assert furniture.split(BODY, set()) == (PARTS, [])


def test_never_more_than_half_of_a_body() -> None:
    known = {furniture.digest(part) for part in PARTS}
    assert furniture.for_reading(BODY, known) == (BODY, [])
    two = "\n\n".join(PARTS[:2])
    assert furniture.for_reading(two, {furniture.digest(PARTS[0])})[1] == [PARTS[0]]
    assert furniture.for_reading(PARTS[0], known) == (PARTS[0], [])
