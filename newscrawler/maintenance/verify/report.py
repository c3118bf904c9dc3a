"""The report of a verification: counts, and problems with their place and a remedy."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from newscrawler.archive import Damage

_EACH = 100
"""Problems of one kind listed for one file; more are only counted."""


class Kind(StrEnum):
    """The kind of a problem."""

    DAMAGED = "damaged"
    CHANGED = "changed"
    MANIFEST = "manifest"
    NO_ENTRY = "no-entry"
    NO_FILE = "no-file"
    NO_RECORD = "no-record"
    NO_ROW = "no-row"
    WRONG_ROW = "wrong-row"
    NO_ORIGINAL = "no-original"
    TEXT = "text"
    DIFFERS = "differs"
    ERASED = "erased"
    DATABASE = "database"


ADVICE = {
    Kind.DAMAGED: "Put a whole copy of the file in its place, from a backup. What is readable of "
    "it is read all the same.",
    Kind.CHANGED: "It is not the file that was closed. Compare it with a backup, and find out who "
    "changed it.",
    Kind.MANIFEST: "Lines were changed or taken out. Compare with the manifest of a backup, and "
    "with the head that you noted.",
    Kind.NO_ENTRY: "If you know where it comes from, `newscrawler verify --repair` enters it.",
    Kind.NO_FILE: "Bring it back from a backup. If it has another name or place now, "
    "`newscrawler verify --repair` finds its records there.",
    Kind.NO_RECORD: "Put the file in its place as it was, from a backup.",
    Kind.NO_ROW: "`newscrawler verify --repair` takes it into the store.",
    Kind.WRONG_ROW: "`newscrawler verify --repair` has the row say what the record says.",
    Kind.NO_ORIGINAL: "Bring back the file that holds the page which this one repeats.",
    Kind.TEXT: "`newscrawler replay --diff` shows what the archive gives, `--apply` puts it there.",
    Kind.DIFFERS: "`newscrawler replay --diff` shows the difference, `--apply` puts it right.",
    Kind.ERASED: "`newscrawler verify --repair` takes it out.",
    Kind.DATABASE: "Restore the database from a backup, or replay the archive into a new one.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: in which file (or article), at which byte, and why."""

    kind: Kind
    file: str
    offset: int | None
    reason: str

    @property
    def advice(self) -> str:
        """A remedy, as a sentence."""
        return ADVICE[self.kind]


@dataclass
class Report:
    """Counts of what was checked, and the problems found.

    `captures` have a row and a record that agree, `copies` have their row elsewhere; `older` rows
    lack what an index says. `foreign` captures lie in other archives, `absent` ones in such that
    are not here. Of the `versions`, `unlike` are by other code, and not what their digest is of:
    it may have been counted otherwise. Of the `texts` that were extracted anew, `other` are by
    other code or another profile, and not the same. `head` is the manifest's.
    """

    files: int = 0
    captures: int = 0
    copies: int = 0
    older: int = 0
    foreign: int = 0
    absent: int = 0
    versions: int = 0
    unlike: int = 0
    texts: int = 0
    other: int = 0
    head: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    _counted: Counter[tuple[Kind, str]] = field(default_factory=Counter)

    def add(
        self,
        kind: Kind,
        file: str,
        reason: str,
        offset: int | None = None,
        *,
        among: str | None = None,
    ) -> None:
        """Add a problem; above _EACH of a kind in a file, or `among` others, only count it."""
        group = (kind, file if among is None else among)
        self._counted[group] += 1
        if self._counted[group] <= _EACH:
            self.problems.append(Problem(kind, file, offset, reason))
        else:
            self.more[group] += 1

    def add_damage(self, damage: Damage) -> None:
        """Add a problem that the archive's reader found."""
        self.add(Kind.DAMAGED, damage.file, damage.reason, damage.offset)
