"""Word changes of paragraphs: kept, removed and added words, in reading order."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from newscrawler.text.diff.alignment import Alignment, Block
from newscrawler.text.diff.difference import Kind, Paragraph, Run
from newscrawler.text.diff.words import Word, Words

_MAX_ISLAND = 2
"""The most words between two large changes that are not worth keeping apart."""
Found = tuple[int, Paragraph]


def changes(
    old: dict[int, str], new: dict[int, str], words: Words, behind: int = -1
) -> tuple[int, list[Found]]:
    """Compare the words of adjacent paragraphs, given by their numbers.

    Returns the cost in steps, and (number, paragraph) pairs: a removed paragraph has the number of
    the new one that it stands behind, the first ones `behind`.
    """
    before, after = words.of(old), words.of(new)
    alignment = Alignment([word.key for word in before], [word.key for word in after])
    paragraphs = _Paragraphs(behind)
    for kept, gone, fresh in _steps(alignment.blocks(), before, after):
        for here, there in kept:
            paragraphs.keep(here, there)
        for _, group in groupby(gone, key=lambda item: item.paragraph):
            piece = list(group)
            paragraphs.remove(piece, whole=piece[0].is_first and piece[-1].is_last)
        for item in fresh:
            paragraphs.add(item)
    return alignment.steps, paragraphs.close()


_Step = tuple[list[tuple[Word, Word]], list[Word], list[Word]]


def _steps(blocks: list[Block], old: list[Word], new: list[Word]) -> Iterator[_Step]:
    """Yield (kept, removed, added) words; the removed and added ones follow the kept ones."""
    spans = _without_islands(_whole_words(blocks, old, new), len(old), len(new))
    for this, following in pairwise((Block(0, 0, 0), *spans, Block(len(old), len(new), 0))):
        ends = this.old + this.size, this.new + this.size
        kept = zip(old[this.old : ends[0]], new[this.new : ends[1]], strict=True)
        yield list(kept), old[ends[0] : following.old], new[ends[1] : following.new]


def _whole_words(blocks: list[Block], old: list[Word], new: list[Word]) -> list[Block]:
    """Shorten kept blocks that would split a word for a reader: «1,000» and «1,200»."""
    found: list[Block] = []
    last = Block(0, 0, 0)
    for (at, to, size), after in pairwise((*blocks, Block(len(old), len(new), 0))):
        while size and (
            (last.old + last.size < at and _joined(old, at))
            or (last.new + last.size < to and _joined(new, to))
        ):
            at, to, size = at + 1, to + 1, size - 1
        while size and (
            (at + size < after.old and _joined(old, at + size))
            or (to + size < after.new and _joined(new, to + size))
        ):
            size -= 1
        if size:
            last = Block(at, to, size)
            found.append(last)
    return found


def _joined(items: list[Word], at: int) -> bool:
    """Tell whether an item and the one before it are one word for a reader."""
    return at > 0 and items[at - 1].joined


def _without_islands(blocks: list[Block], old: int, new: int) -> list[Block]:
    """Drop kept blocks of a word or two between large changes."""
    found: list[Block] = []
    last = Block(0, 0, 0)
    for block, after in pairwise((*blocks, Block(old, new, 0))):
        left = max(block.old - last.old - last.size, block.new - last.new - last.size)
        right = max(after.old - block.old, after.new - block.new) - block.size
        if block.size > _MAX_ISLAND or min(left, right) <= 2 * block.size:
            found.append(block)
            last = block
    return found


class _Paragraphs:
    """Collects words in paragraphs: the new text's, and the removed ones of the old text."""

    def __init__(self, behind: int) -> None:
        self._found: list[Found] = []
        self._behind = behind
        self._now: list[tuple[Kind, Word]] = []
        self._number = -1
        self._old = -1
        self._head: list[tuple[Kind, Word]] = []
        self._gone: list[list[tuple[Kind, Word]]] = []

    def keep(self, old: Word, new: Word) -> None:
        self._go_to(new.paragraph)
        self._now += self._head
        self._head = []
        self._now.append((Kind.KEPT, new))
        self._old = old.paragraph

    def add(self, item: Word) -> None:
        if item.paragraph != self._number:
            self._go_to(item.paragraph)
            self._now += self._head
            self._head = []
        self._now.append((Kind.ADDED, item))

    def remove(self, piece: list[Word], *, whole: bool) -> None:
        """Add removed words: a whole paragraph, the end of this one, or the head of the next."""
        words = [(Kind.REMOVED, item) for item in piece]
        if whole:
            self._gone.append(words)
        elif piece[0].paragraph == self._old:
            self._now += words
        else:
            self._head += words

    def close(self) -> list[Found]:
        self._now += self._head
        self._finish_paragraph()
        return self._found

    def _go_to(self, paragraph: int) -> None:
        if paragraph != self._number:
            self._finish_paragraph()
            self._number = self._behind = paragraph

    def _finish_paragraph(self) -> None:
        for words in (self._now, *self._gone):
            if words:
                self._found.append((self._behind, Paragraph(tuple(_runs(words)))))
        self._now, self._gone = [], []


def _runs(words: Sequence[tuple[Kind, Word]]) -> Iterator[Run]:
    """Yield runs of words of one kind.

    Words removed at the border of a paragraph are separated by a space from their neighbours.
    """
    ended = False
    for kind, group in groupby(words, key=lambda pair: pair[0]):
        row = [word for _, word in group]
        if kind is Kind.REMOVED:
            text = " " * ended + "".join(w.text + " " * w.is_last for w in row)
        else:
            text = "".join(word.text for word in row)
        ended = kind is not Kind.REMOVED and row[-1].is_last
        yield Run(kind, text, sum(not word.joined for word in row))
