"""The result of a comparison: runs of words, in paragraphs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from newscrawler.text.arabic import is_rtl


class Kind(StrEnum):
    """The kind of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Adjacent words of one kind, as they stand in the text; kept ones as in the new text.

    `words` counts them as a reader does.
    """

    kind: Kind
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of either text. Its kept and added runs, joined, are one of the new text's."""

    runs: tuple[Run, ...]
    moved: bool = False
    """It stood elsewhere in the old text."""

    @property
    def changed(self) -> bool:
        """Whether it moved or has added or removed words."""
        return self.moved or any(run.kind is not Kind.KEPT for run in self.runs)

    @property
    def is_rtl(self) -> bool:
        """Whether it reads right to left, by the words of the new text, if it has any."""
        shown = [run.text for run in self.runs if run.kind is not Kind.REMOVED]
        return is_rtl("".join(shown or (run.text for run in self.runs)))


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes of a headline and a body. `steps` is the cost of the comparison."""

    title: Paragraph
    body: tuple[Paragraph, ...]
    steps: int = 0

    def words(self, kind: Kind) -> int:
        """Count the words of one kind in the body."""
        return sum(run.words for p in self.body for run in p.runs if run.kind is kind)

    @property
    def summary(self) -> str:
        """The changes in words: «headline changed, text +120 −30 words»."""
        parts = ["headline changed"] if self.title.changed else []
        added, removed = self.words(Kind.ADDED), self.words(Kind.REMOVED)
        if added or removed:
            parts.append(f"text +{added} −{removed} words")
        moved = sum(paragraph.moved for paragraph in self.body)
        if moved:
            parts.append(f"{moved} paragraph{'s' * (moved > 1)} moved")
        return ", ".join(parts) or "no word changed"

    def counts(self) -> dict[str, object]:
        """Return the changes in numbers and in words, for JSON."""
        return {
            "summary": self.summary,
            "headline_changed": self.title.changed,
            "words_added": self.words(Kind.ADDED),
            "words_removed": self.words(Kind.REMOVED),
            "paragraphs_moved": sum(p.moved for p in self.body),
        }

    def as_data(self) -> dict[str, object]:
        """Return the whole difference, for JSON."""
        body = [_data(paragraph) for paragraph in self.body]
        return self.counts() | {"title": _data(self.title), "body": body}


def _data(paragraph: Paragraph) -> dict[str, object]:
    runs = [{"kind": run.kind, "text": run.text} for run in paragraph.runs]
    return {"moved": True, "runs": runs} if paragraph.moved else {"runs": runs}


class Text(NamedTuple):
    """Title and body of a version."""

    title: str | None
    body: str | None
