"""The store that the crawls of a process share: one connection, one extraction.

Two connections of one thread would wait for each other's transaction for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from newscrawler.archive import Damage
from newscrawler.config import Config
from newscrawler.replay.extraction import Extraction
from newscrawler.store import Store


@dataclass
class Shared:
    """An open store, the extraction from its archive, and the listeners for damage."""

    store: Store
    extraction: Extraction
    listeners: list[Callable[[Damage], None]] = field(default_factory=list)


_open: dict[tuple[object, ...], Shared] = {}


@contextmanager
def shared(config: Config, on_damage: Callable[[Damage], None]) -> Iterator[Shared]:
    """Open a store and its extraction, or share those that are open; the last one closes them."""
    key = (config.db, config.archive, config.sites)
    if key not in _open:
        _open[key] = _opened(config)
    one = _open[key]
    one.listeners.append(on_damage)
    try:
        yield one
    finally:
        one.listeners.remove(on_damage)
        if not one.listeners:
            del _open[key]
            one.extraction.close()
            one.store.close()


def _opened(config: Config) -> Shared:
    store = Store(config.db, obeyed=config.rights)
    listeners: list[Callable[[Damage], None]] = []

    def notify(damage: Damage) -> None:
        for listener in listeners:
            listener(damage)

    extraction = Extraction(
        config.archive, store, config.sites, workers=config.workers, on_damage=notify
    )
    store.ledger.revisits = config.revisits
    store.ledger.patterns.max_addresses = config.max_addresses
    store.ledger.patterns.max_waiting = config.max_waiting
    store.reextract = extraction.one
    return Shared(store, extraction, listeners)
