"""The version of code and profile behind a value, so that their change is no edit."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from newscrawler.model.profile import Profile
from newscrawler.version import __version__

_HERE = Path(__file__).parents[1]
ROOMS = (
    "extract", "model/article.py", "model/capture.py", "model/kind.py", "model/list_pages.py",
    "model/observation.py", "model/outcome.py", "model/profile.py", "model/rights.py",
    "model/url_clues.py", "model/urls.py", "text/arabic.py", "text/dates", "text/digest.py",
    "text/encoding", "text/instants.py", "text/language.py", "text/view_counts.py",
)  # fmt: skip
"""What decides what comes out of a capture: all that `extract/observe.py` imports, and no more, for
where it changes, texts are extracted anew before they are compared."""
_LIBRARIES = (
    "cld3-py", "hijridate", "lxml", "parsel", "python-dateutil", "selectolax", "tldextract",
)  # fmt: skip


def extractor_id(profile: Profile | None) -> str:
    """Return the id of this code with this profile: ``3f9a0c51d2e4`` or ``3f9a0c51d2e4-77b0…``.

    Under equal ids, equal captures give equal values. A profile's comments do not count.
    """
    return f"{_code()}-{profile.digest}" if profile is not None else _code()


@cache
def _code() -> str:
    digest = sha256(__version__.encode())
    for room in ROOMS:
        place = _HERE / room
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()[:12]
