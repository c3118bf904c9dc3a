"""Dedupe: an observation gets the digest by which equal texts are known."""

from typing import Any

from newscrawler.observation import Observation
from newscrawler.process import fingerprint


class DedupePipeline:
    """Runs `fingerprint` on each observation; the store links what is equal."""

    def process_item(self, item: Any) -> Any:
        """Return the observation with its digest."""
        return fingerprint(item) if isinstance(item, Observation) else item
