"""The words of paragraphs that differ: what was kept, removed and added, in reading order."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from newscrawler.text.diff.alignment import Alignment, Block
from newscrawler.text.diff.data import Kind, Paragraph, Run
from newscrawler.text.diff.words import Word, Words

_ISLAND = 2
"""Words at most that two large changes have between them and that tell a reader nothing."""
Found = tuple[int, Paragraph]


def changes(
    old: dict[int, str], new: dict[int, str], words: Words, behind: int = -1
) -> tuple[int, list[Found]]:
    """Compare the words of paragraphs, by their numbers, that stand between others.

    Returns the cost, and paragraphs with the number of the new one that each is, or stands behind:
    the first may stand `behind` one that is not among them.
    """
    before, after = words.of(old), words.of(new)
    alignment = Alignment([word.key for word in before], [word.key for word in after])
    page = _Page(behind)
    for kept, gone, fresh in _steps(alignment.blocks(), before, after):
        for here, there in kept:
            page.keep(here, there)
        for _, group in groupby(gone, key=lambda item: item.paragraph):
            piece = list(group)
            page.remove(piece, whole=piece[0].is_first and piece[-1].is_last)
        for item in fresh:
            page.add(item)
    return alignment.steps, page.close()


_Step = tuple[list[tuple[Word, Word]], list[Word], list[Word]]


def _steps(blocks: list[Block], old: list[Word], new: list[Word]) -> Iterator[_Step]:
    """Yield what was kept, and what was removed and added behind it."""
    spans = _without_islands(_whole_words(blocks, old, new), len(old), len(new))
    for this, following in pairwise((Block(0, 0, 0), *spans, Block(len(old), len(new), 0))):
        ends = this.old + this.size, this.new + this.size
        kept = zip(old[this.old : ends[0]], new[this.new : ends[1]], strict=True)
        yield list(kept), old[ends[0] : following.old], new[ends[1] : following.new]


def _whole_words(blocks: list[Block], old: list[Word], new: list[Word]) -> list[Block]:
    """Shorten what is kept where a reader would see a word cut: «1,000» and «1,200»."""
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
    """Tell whether a reader takes an item and the one before it for one word."""
    return at > 0 and items[at - 1].joined


def _without_islands(blocks: list[Block], old: int, new: int) -> list[Block]:
    """Drop a word or two that large changes happen to have between them."""
    found: list[Block] = []
    last = Block(0, 0, 0)
    for block, after in pairwise((*blocks, Block(old, new, 0))):
        left = max(block.old - last.old - last.size, block.new - last.new - last.size)
        right = max(after.old - block.old, after.new - block.new) - block.size
        if block.size > _ISLAND or min(left, right) <= 2 * block.size:
            found.append(block)
            last = block
    return found


class _Page:
    """Lays words out in paragraphs: the new text's, and those of the old one that are gone."""

    def __init__(self, behind: int) -> None:
        self._found: list[Found] = []
        self._behind = behind
        self._now: list[tuple[Kind, Word]] = []
        self._number = -1
        self._old = -1
        self._head: list[tuple[Kind, Word]] = []
        self._gone: list[list[tuple[Kind, Word]]] = []

    def keep(self, old: Word, new: Word) -> None:
        self._to(new.paragraph)
        self._now += self._head
        self._head = []
        self._now.append((Kind.KEPT, new))
        self._old = old.paragraph

    def add(self, item: Word) -> None:
        if item.paragraph != self._number:
            self._to(item.paragraph)
            self._now += self._head
            self._head = []
        self._now.append((Kind.ADDED, item))

    def remove(self, piece: list[Word], *, whole: bool) -> None:
        """Take in what is gone: a paragraph, or the end of this one, or the head of the next."""
        words = [(Kind.REMOVED, item) for item in piece]
        if whole:
            self._gone.append(words)
        elif piece[0].paragraph == self._old:
            self._now += words
        else:
            self._head += words

    def close(self) -> list[Found]:
        self._now += self._head
        self._turn()
        return self._found

    def _to(self, paragraph: int) -> None:
        if paragraph != self._number:
            self._turn()
            self._number = self._behind = paragraph

    def _turn(self) -> None:
        for words in (self._now, *self._gone):
            if words:
                self._found.append((self._behind, Paragraph(tuple(_runs(words)))))
        self._now, self._gone = [], []


def _runs(words: Sequence[tuple[Kind, Word]]) -> Iterator[Run]:
    """Yield words of one fate together.

    Where what is gone stood at the border of a paragraph, a space keeps it from its neighbours.
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
