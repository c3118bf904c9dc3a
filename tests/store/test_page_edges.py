"""Which paragraphs are edges, and what is left without page_edges."""

from newscrawler.store.duplicates import page_edges

PARTS = [f"Paragraph number {i} tells of something" for i in range(12)]
BODY = "\n\n".join(PARTS)


def test_a_digest_is_of_the_folded_words() -> None:
    assert page_edges.digest("© أخبار اليوم، 2024") == page_edges.digest("اخبار اليوم ٢٠٢٤")
    assert page_edges.digest("One") != page_edges.digest("Two")
    assert page_edges.digest("* * *") == 0


def test_edges_are_three_at_the_head_and_five_at_the_tail_and_the_middle_as_one() -> None:
    found = page_edges.edges(BODY)
    assert len(found) == 9
    assert all(page_edges.digest(PARTS[i]) in found for i in (0, 1, 2, 7, 8, 9, 10, 11))
    assert page_edges.digest(PARTS[3]) not in found
    assert len(page_edges.edges("\n\n".join(PARTS[:5]))) == 5
    assert page_edges.edges("* * *\n\n") == {}


def test_a_small_edit_mostly_leaves_the_sketch() -> None:
    text = " ".join(f"word{i}" for i in range(100))
    (before,) = page_edges.edges(text).values()
    after = [min(page_edges.edges(text.replace(f"word{i} ", "other ")).values()) for i in range(50)]
    assert after.count(before) >= 45


def test_furniture_is_taken_from_the_edges_only() -> None:
    known = {page_edges.digest(PARTS[i]) for i in (0, 5, 11)}
    assert page_edges.split(BODY, known) == (PARTS[1:11], [PARTS[0], PARTS[11]])
    assert page_edges.without_boilerplate(BODY, known) == (
        "\n\n".join(PARTS[1:11]),
        [PARTS[0], PARTS[11]],
    )
    assert page_edges.split(BODY, set()) == (PARTS, [])


def test_never_more_than_half_of_a_body() -> None:
    known = {page_edges.digest(part) for part in PARTS}
    assert page_edges.without_boilerplate(BODY, known) == (BODY, [])
    two = "\n\n".join(PARTS[:2])
    assert page_edges.without_boilerplate(two, {page_edges.digest(PARTS[0])})[1] == [PARTS[0]]
    assert page_edges.without_boilerplate(PARTS[0], known) == (PARTS[0], [])
