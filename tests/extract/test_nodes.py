"""A document laid out flat: the same table from both parsers, right at every depth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.extract.html.hydration import hydration_states, values
from newscrawler.extract.html.nodes import Nodes
from newscrawler.extract.html.parse import parse, parse_for_selectors

PAGE = """
<html><head><title>The head</title><meta name="a" content="b"></head><body>
<div class="menu" id="top"><a href="/1">One</a> <a href="/2">Two</a></div>
<p>Some <b>bold</b> and <i>slanted</i> words,<br>a line<br><br>and a paragraph.</p>
<script>var a = "<p>no</p>"</script><!-- nor this --><svg><text>drawn</text></svg>after
<ul><li>first</li><li>second <a href="/3">linked</a></li></ul>
</body></html>"""


@pytest.fixture(params=["lexbor", "lxml"])
def nodes(request: pytest.FixtureRequest) -> Nodes:
    return parse(PAGE)[0] if request.param == "lexbor" else parse_for_selectors(PAGE)[0]


def block_texts(nodes: Nodes) -> list[str]:
    return [" ".join(nodes.block_text(block).split()) for block in range(len(nodes.opens))]


def test_blocks_are_parted_by_block_elements_and_doubled_breaks(nodes: Nodes) -> None:
    assert block_texts(nodes) == [
        "The head", "One Two", "Some bold and slanted words, a line", "and a paragraph.",
        "after", "first", "second linked",
    ]  # fmt: skip


def test_a_text_keeps_the_spaces_that_are_there_and_no_others(nodes: Nodes) -> None:
    (paragraph,) = nodes.all("p")
    assert nodes.text(paragraph) == "Some bold and slanted words, a line and a paragraph."


def test_a_no_break_space_parts_words() -> None:
    nodes, _ = parse("<p>в связи<b>&nbsp;с&nbsp;</b>гибелью</p>")
    assert nodes.text(nodes.all("p")[0]) == "в связи с гибелью"


def test_sums_of_letters_and_links(nodes: Nodes) -> None:
    first, second = nodes.all("li")
    assert (nodes.size(first), nodes.linked(first)) == (len(" first"), 0)
    assert nodes.linked(second) == len(" linked")


def test_ways_through_the_tree(nodes: Nodes) -> None:
    (listed,) = nodes.all("ul")
    assert [nodes.tag[n] for n in nodes.children(listed)] == ["li", "li"]
    assert [nodes.tag[n] for n in nodes.above(listed)] == ["body", "html"]
    assert [nodes.text(n) for n in nodes.within(listed, "a", "li")] == [
        "first", "second linked", "linked",
    ]  # fmt: skip
    (menu,) = (n for n in nodes.all("div"))
    assert (nodes.name(menu), nodes.get(menu, "none")) == ("menu top", "")


@given(
    st.recursive(
        st.sampled_from(["a", "b c", " d ", "\n"]),
        lambda inner: st.tuples(st.sampled_from(["div", "p", "b", "a", "li", "table"]),
                                st.lists(inner, max_size=4)),
        max_leaves=30,
    )
)  # fmt: skip
def test_every_subtree_is_a_slice(tree: object) -> None:
    def html(node: object) -> str:
        if isinstance(node, tuple):
            return f"<{node[0]}>{''.join(map(html, node[1]))}</{node[0]}>"
        return str(node)

    nodes, _ = parse(f"<body>{html(tree)}</body>")
    for node in range(len(nodes.tag)):
        above = nodes.parent[node]
        assert node < nodes.end[node]
        assert 0 <= nodes.linked(node) <= nodes.size(node)
        if above >= 0:
            assert above < node
            assert nodes.end[node] <= nodes.end[above]
            assert nodes.start[above] <= nodes.start[node] <= nodes.stop[node] <= nodes.stop[above]
    assert sum(map(len, nodes.piece)) == nodes.size(0)


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li"])
def test_depth_is_no_danger(tag: str) -> None:
    nodes, _ = parse(f"<body>{f'<{tag}>' * 10_000}deep")
    assert nodes.piece == [" deep"] or nodes.piece == ["deep"]


def test_lone_surrogates_and_nul_are_borne() -> None:
    nodes, _ = parse("<p>a\ud800b</p>")
    assert nodes.text(nodes.all("p")[0]).startswith("a")


def test_json_ld_is_kept_and_code_is_not() -> None:
    page = '<script type="application/LD+JSON">{"a":1}</script><script>var b=2</script><p>x'
    for found in (parse(page)[1], parse_for_selectors(page)[1]):
        assert found == ['{"a":1}']


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ('<script type="application/json">{"a": [1]}</script>', {"a": [1]}),
        ('<script>window.__STATE__ = {"a": 1};</script>', {"a": 1}),
        ("<script>var x = [2];\n</script>", [2]),
        ("<script>run()</script>", None),
    ],
)
def test_states_of_frameworks(script: str, state: object) -> None:
    assert hydration_states(f"<body>{script}") == ([state] if state else [])


def test_values_of_a_state() -> None:
    assert [v for v in values({"a": [1, {"b": "c"}]}) if not isinstance(v, list | dict)] == ["c", 1]
