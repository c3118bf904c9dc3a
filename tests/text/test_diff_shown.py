"""The word diff as it is shown: in a terminal, and as a page."""

import re
from html.parser import HTMLParser

from newscrawler.text.diff import Text
from newscrawler.text.diff.as_html import Step, page
from newscrawler.text.diff.compare import compare
from newscrawler.text.diff.in_terminal import lines
from newscrawler.text.terminal import cell_width

ARABIC = compare(
    Text("ارتفاع الأسعار", "فقرة أولى.\n\nقالت شركة NATO إن 15 شخصا حضروا. " * 2),
    Text("انخفاض الأسعار", "فقرة أولى.\n\nقالت شركة EU إن 20 شخصا حضروا. " * 2),
)
ISOLATES = re.compile("[\u2066-\u2069]")


def test_marks_are_git_s_and_unchanged_paragraphs_are_counted() -> None:
    found = compare(Text("t", "same here\n\nold text"), Text("t", "same here\n\nnew text"))
    assert list(lines(found)) == ["(1 paragraph unchanged)", "", "[-old-] {+new+} text", ""]


def test_each_line_and_each_change_is_isolated_in_its_direction() -> None:
    shown = [line for line in lines(ARABIC) if ISOLATES.search(line)]
    assert shown[0] == "\u2067[-\u2067ارتفاع\u2069-] {+\u2067انخفاض\u2069+} الأسعار\u2069"
    for line in shown:
        depth = 0
        for char in line:
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert depth > 0 or char == "\u2069"
        assert depth == 0


def test_lines_fit_and_close_their_marks() -> None:
    long = " ".join(f"كلمة{n}" for n in range(80))
    found = compare(Text(None, f"بداية {long}"), Text(None, f"بداية {long[::-1]} نهاية"))
    for width in (30, 80):
        for line in lines(found, width=width):
            assert cell_width(line) <= width
            assert line.count("[-") == line.count("-]")
            assert line.count("{+") == line.count("+}")
    chinese = compare(Text(None, "无"), Text(None, "变" * 100))
    assert all(cell_width(line) <= 40 for line in lines(chinese, width=40))


def test_colours_take_the_place_of_marks() -> None:
    found = compare(Text(None, "an old text"), Text(None, "a new text"))
    shown = "\n".join(lines(found, colour=True))
    assert "\x1b[31;9m" in shown
    assert "[-" not in shown
    assert shown.count("\x1b[0m") == 2


def test_a_page_s_text_steers_neither_terminal_nor_browser() -> None:
    evil = "\x1b]0;x\x07<script>alert(1)</script> \u202eabc"
    found = compare(Text("t", "safe text"), Text(f"t {evil}", f"safe text {evil}"))
    shown = "\n".join(lines(found))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    html = page("javascript:alert('<b>')", [Step("1", "2 <i>", found)], language='"><x')
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(html)
    assert not {"script", "i", "x", "a"} & set(tags)
    assert "\u202e" not in html


def test_the_page_marks_changes_and_directions() -> None:
    html = page("https://example.com/a", [Step("version 1", "version 2", ARABIC)], "ar")
    assert '<h2 dir="rtl"><del>ارتفاع</del> <ins>انخفاض</ins> الأسعار</h2>' in html
    assert "<b>headline changed, text +" in html
    assert 'href="https://example.com/a"' in html
    assert '<main lang="ar">' in html
