"""Rights signals: statements of a site on indexing, archiving, mining and training.

They are kept as the site wrote them, in one spelling. `extract/fields/rights.py` reads them from
pages, `extract/fields/rights_in_robots_txt.py` from files of the host, `store/articles/rights.py`
judges. Which of them are obeyed is for the person who crawls to say: docs/rights.md.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from newscrawler.errors import UsageError

AGENT = "newscrawler"
"""What we are called where a site speaks to one crawler."""
HOST_FILES = ("/robots.txt", "/.well-known/tdmrep.json")
"""Where a site speaks of all its pages at once."""
EXPIRES = "unavailable_after"
"""The directive that ends what may be indexed; its value is an instant."""

GROUPS: dict[str, tuple[str, ...]] = {
    "noindex": ("noindex", "search=no", "search=n"),
    "noarchive": ("noarchive",),
    "nosnippet": ("nosnippet",),
    "tdm": ("tdm-reservation=1",),
    "ai": ("noai", "noml", "ai-train=no", "ai-input=no", "train-ai=n"),
}
"""What may be obeyed, by the names of NEWSCRAWLER_RIGHTS, and the statements that refuse."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One statement of a site's.

    `rule` is where it stands: ``header:x-robots-tag``, ``meta:robots``, ``link:license``,
    ``json-ld:license``, ``robots.txt:content-signal``, ``tdmrep.json``. `says` is ``noarchive``, or
    a name and a value: ``tdm-reservation=1``, ``ai-train=no``. `agent` is whom it is addressed to,
    lower case, if not to all. `path` is what a file of the whole host says it of, as robots.txt
    writes paths.
    """

    rule: str
    says: str
    agent: str | None = None
    path: str | None = None

    def as_data(self) -> dict[str, str]:
        """Return it for JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def signal(data: Mapping[str, str]) -> Signal:
    """Return what `as_data` gave."""
    return Signal(**data)


def obeyed(setting: str) -> frozenset[str]:
    """Read NEWSCRAWLER_RIGHTS: names of GROUPS, comma-separated. Raises UsageError."""
    names = frozenset(name.strip().lower() for name in setting.split(",") if name.strip())
    for name in sorted(names - GROUPS.keys()):
        known = ", ".join(GROUPS)
        raise UsageError(f"NEWSCRAWLER_RIGHTS has «{name}»; there are {known}.")
    return names
