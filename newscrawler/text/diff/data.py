"""What a comparison says: runs of words, in paragraphs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from newscrawler.text.arabic import is_rtl


class Kind(StrEnum):
    """What became of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that had one fate, as they stand in the text; kept ones as in the new one.

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
    """It stood elsewhere, word for word."""

    @property
    def changed(self) -> bool:
        """Whether there is anything new or gone, or it moved."""
        return self.moved or any(run.kind is not Kind.KEPT for run in self.runs)

    @property
    def is_rtl(self) -> bool:
        """Whether it reads right to left: as the new text does, if that has any of it."""
        shown = [run.text for run in self.runs if run.kind is not Kind.REMOVED]
        return is_rtl("".join(shown or (run.text for run in self.runs)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What was done to a headline and to a body. `steps` is what it cost to find out."""

    title: Paragraph
    body: tuple[Paragraph, ...]
    steps: int = 0

    def words(self, kind: Kind) -> int:
        """Count the words of the body that had a fate."""
        return sum(run.words for p in self.body for run in p.runs if run.kind is kind)

    @property
    def summary(self) -> str:
        """What was done, in words: «headline changed, text +120 −30 words»."""
        parts = ["headline changed"] if self.title.changed else []
        added, removed = self.words(Kind.ADDED), self.words(Kind.REMOVED)
        if added or removed:
            parts.append(f"text +{added} −{removed} words")
        moved = sum(paragraph.moved for paragraph in self.body)
        if moved:
            parts.append(f"{moved} paragraph{'s' * (moved > 1)} moved")
        return ", ".join(parts) or "no word changed"

    def counts(self) -> dict[str, object]:
        """Return what was done, in numbers and in words, for JSON."""
        return {
            "summary": self.summary,
            "headline_changed": self.title.changed,
            "words_added": self.words(Kind.ADDED),
            "words_removed": self.words(Kind.REMOVED),
            "paragraphs_moved": sum(p.moved for p in self.body),
        }

    def as_data(self) -> dict[str, object]:
        """Return all of it, for JSON."""
        body = [_data(paragraph) for paragraph in self.body]
        return self.counts() | {"title": _data(self.title), "body": body}


def _data(paragraph: Paragraph) -> dict[str, object]:
    runs = [{"kind": run.kind, "text": run.text} for run in paragraph.runs]
    return {"moved": True, "runs": runs} if paragraph.moved else {"runs": runs}


class Text(NamedTuple):
    """A version's texts."""

    title: str | None
    body: str | None
