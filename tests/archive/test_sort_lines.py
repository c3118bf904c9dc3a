from hypothesis import given
from hypothesis import strategies as st

from newscrawler.archive.export.sort_lines import Sorter

LINES = st.lists(
    st.text(alphabet=st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))
)


@given(LINES, st.integers(1, 50))
def test_lines_come_in_order_and_once(texts: list[str], run: int) -> None:
    lines = [f"{text}\n" for text in texts]
    with Sorter(run) as sorter:
        for line in lines:
            sorter.add(line)
        assert list(sorter) == sorted(set(lines))
