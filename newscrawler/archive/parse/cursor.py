"""A cursor over the unpacked bytes of a file: find, take, skip, search back."""

import re
from collections.abc import Callable, Iterator

from newscrawler.archive.parse.members import Piece, Plain

_NEWLINES = re.compile(rb"[\r\n]*")
_Find = Callable[[bytes, int], re.Match[bytes] | None]
OVERLAP = 1 << 14
"""Bytes that are searched again with those after them: no record's first line is longer."""


class Cursor:
    """A position in the pieces of a file.

    `data` are the bytes in memory, of which those before index `at` are consumed. Memory is flat:
    one piece, and the rest of the piece before it.
    """

    def __init__(
        self, pieces: Plain | Iterator[Piece], begins_record: Callable[[bytes], bool]
    ) -> None:
        self._pieces, self._begins_record = pieces, begins_record
        self._plain = pieces if isinstance(pieces, Plain) else None
        start = self._plain.at if self._plain else 0
        self.data, self.at = b"", 0
        self.piece = Piece(b"", start, False)
        self._ahead: Piece | None = None
        self._base = start  # the unpacked offset of the data's first byte
        self.members = 0
        """Gzip members that have begun; 0 in a plain file."""
        self._member_base = start

    @property
    def here(self) -> int:
        """The position, in unpacked bytes."""
        return self._base + self.at

    @property
    def is_at_member(self) -> bool:
        """A gzip member begins here."""
        return self.members > 0 and self.here == self._member_base

    @property
    def is_at_whole_member(self) -> bool:
        """A gzip member begins here that is sound, and all of it is in memory."""
        piece = self.piece
        whole = piece.first and piece.end is not None and not piece.fault
        return whole and not self.at and self._base == self._member_base

    @property
    def is_at_end_of_member(self) -> bool:
        """A gzip member that is sound, or nearly so, ends here."""
        return self.piece.end is not None and self.at == len(self.data)

    def find(self, look: _Find, most: int) -> re.Match[bytes] | None:
        """Return the match of `look` from here on, reading up to `most` bytes ahead."""
        found = look(self.data, self.at)
        while found is None and len(self.data) - self.at < most and self.join(self.at):
            found = look(self.data, self.at)
        return found

    def pass_newlines(self) -> bool:
        """Skip newlines within the piece; tell whether anything follows in it."""
        newlines = _NEWLINES.match(self.data, self.at)
        self.at = newlines.end() if newlines else self.at
        return self.at < len(self.data)

    def take(self, size: int, keep: int) -> tuple[bytes, int]:
        """Consume `size` bytes; return at most `keep` of them, and how many there were."""
        parts, kept, left = [], 0, size
        while True:
            step = min(left, len(self.data) - self.at)
            part = self.data[self.at : self.at + min(step, keep - kept)]
            parts.append(part)
            kept += len(part)
            self.at += step
            left -= step
            if left and self._plain and kept == keep:
                behind = min(left, self._plain.end - self.here)
                self._jump(self.here + behind)
                left -= behind
                break
            if not left or not self.join(self.at):
                break
        return parts[0] if len(parts) == 1 else b"".join(parts), size - left

    def search(self, pattern: re.Pattern[bytes]) -> None:
        """Skip to the pattern's next match, or to where the next record or the end is."""
        while True:
            found = pattern.search(self.data, self.at)
            if found is not None:
                self.at = found.start()
                return
            self.at = max(self.at, len(self.data) - OVERLAP)
            # The byte before is needed for ^.
            if not self.join(max(0, self.at - 1)):
                self.at = len(self.data)
                return

    def rest(self, start: int, pattern: re.Pattern[bytes]) -> bytes:
        """Return the bytes from `start` to the pattern's match or the end of the member or file.

        Empty if they are no longer in memory.
        """
        if start < self._base:
            return b""
        found = pattern.search(self.data, start - self._base)
        if found is not None:
            return self.data[start - self._base : found.start()]
        is_last = self._plain and self._base + len(self.data) >= self._plain.end
        return self.data[start - self._base :] if is_last or self.piece.end is not None else b""

    def go_to(self, place: int) -> None:
        """Move to a position within the bytes in memory."""
        self.at = place - self._base

    def search_back(self, pattern: re.Pattern[bytes], start: int, end: int, block: bytes) -> bool:
        """Go back to the pattern's first match between two positions already passed.

        `block` holds the bytes between, as far as they were kept. Without a match, or if the
        bytes cannot be read again, the position stays and the result is False.
        """
        here = self.here
        if start < self._base and len(block) == end - start and end >= self._base:
            self.data = block + self.data[end - self._base :]
            self.at, self._base = here - start, start
        if start >= self._base:
            found = pattern.search(self.data, start - self._base, end - self._base)
            self.at = found.start() if found else self.at
            return found is not None
        if self._plain:
            self._jump(start)
            self.search(pattern)
            if self.here < end:
                return True
            self._jump(here)
        return False

    def join(self, keep: int) -> bool:
        """Append the next piece to the bytes in memory, from index `keep` on.

        False where the file ends, the member is damaged, or the next one begins a record.
        """
        if self.piece.fault:
            return False
        piece = self._look_ahead()
        if piece is None or (piece.first and self._is_apart(piece)):
            return False
        rest = self.data[keep:]
        self._begin(piece)
        self.data = rest + piece.data
        self._base, self.at = self._base - len(rest), self.at - keep
        return True

    def advance(self) -> bool:
        """Move to the next piece, whatever it is; False at the end of the file."""
        piece = self._look_ahead()
        if piece is None:
            return False
        self._begin(piece)
        self.data, self.at = piece.data, 0
        return True

    def _is_apart(self, piece: Piece) -> bool:
        return not piece.data or self._begins_record(piece.data)

    def _look_ahead(self) -> Piece | None:
        if self._ahead is None:
            self._ahead = next(self._pieces, None)
        return self._ahead

    def _begin(self, piece: Piece) -> None:
        self.piece, self._ahead = piece, None
        self._base += len(self.data)
        if piece.first:
            self.members += 1
            self._member_base = self._base

    def _jump(self, to: int) -> None:
        """Move to any offset of a plain file."""
        if self._plain:
            self._plain.jump(to)
        self.piece, self._ahead = Piece(b"", to, False), None
        self.data, self.at, self._base = b"", 0, to
