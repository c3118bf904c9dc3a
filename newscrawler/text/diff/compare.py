"""Compares two texts of an article: first paragraphs, then the words of changed ones.

Moved paragraphs are recognised. Between paragraphs that stayed, all words are compared at once, so
that a paragraph that was split in two, or joined to another, is no change of words.
"""

from newscrawler.text.arabic import fold
from newscrawler.text.diff.alignment import Alignment, Block
from newscrawler.text.diff.changes import Found, changes
from newscrawler.text.diff.difference import Difference, Kind, Paragraph, Run, Text
from newscrawler.text.diff.moves import moves
from newscrawler.text.diff.words import Words


def compare(old: Text, new: Text) -> Difference:
    """Compare two versions. The cost is linear in their length."""
    words = Words()
    before, after = ({0: text.title} if text.title else {} for text in (old, new))
    steps, found = changes(before, after, words)
    more, body = _body(_paragraphs(old.body), _paragraphs(new.body), words)
    return Difference(_one(found), body, steps + more)


def _paragraphs(body: str | None) -> list[str]:
    return [paragraph for paragraph in (body or "").split("\n\n") if paragraph]


def _body(old: list[str], new: list[str], words: Words) -> tuple[int, tuple[Paragraph, ...]]:
    """Return the cost, and the new paragraphs with the removed ones at their places."""
    here, there = ([fold(text) for text in texts] for texts in (old, new))
    moved = moves(here, there)
    # A paragraph without words, as a row of stars, is no difference.
    found = [(at, _kept(new[at], "")) for at, key in enumerate(there) if not key]
    left = [at for at, key in enumerate(here) if key and at not in moved.values()]
    right = [at for at, key in enumerate(there) if key and at not in moved]
    steps = 0
    for to, at in moved.items():
        more, paragraphs = changes({at: old[at]}, {to: new[to]}, words)
        steps += more
        found.append((to, Paragraph(_one(paragraphs).runs, moved=True)))
    alignment = Alignment([here[at] for at in left], [there[at] for at in right])
    last = Block(0, 0, 0)
    for block in (*alignment.blocks(), Block(len(left), len(right), 0)):
        gone, fresh = left[last.old + last.size : block.old], right[last.end : block.new]
        behind = right[last.end - 1] if last.end else -1
        more, paragraphs = changes(
            {at: old[at] for at in gone}, {at: new[at] for at in fresh}, words, behind
        )
        steps += more
        found += paragraphs
        same = right[block.new : block.end]
        found += [(at, _kept(new[at], there[at])) for at in same]
        last = block
    body = tuple(paragraph for _, paragraph in sorted(found, key=lambda pair: pair[0]))
    return steps + alignment.steps, body


def _kept(text: str, key: str) -> Paragraph:
    return Paragraph((Run(Kind.KEPT, text, len(key.split())),))


def _one(found: list[Found]) -> Paragraph:
    return Paragraph(tuple(run for _, paragraph in found for run in paragraph.runs))
