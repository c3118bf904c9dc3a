"""Tombstones: what stays of an article that was erased, by law or on request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article's addresses, the canonical one and all others; why it went, and when (UTC)."""

    site: str
    url: str
    also: tuple[str, ...]
    reason: str
    erased_at: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them."""
        return (self.url, *self.also)
