"""Dedupe: an observation gets the digest by which equal texts are known."""

from typing import Any

from newscrawler.extract.observe import fingerprint
from newscrawler.model.observation import Observation


class DedupePipeline:
    """Runs `fingerprint` on each observation; the store links what is equal."""

    def process_item(self, item: Any) -> Any:
        """Return the observation with its digest."""
        return fingerprint(item) if isinstance(item, Observation) else item
