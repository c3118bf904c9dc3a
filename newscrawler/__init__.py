"""newscrawler: archive news first, extract it with provenance, replay it exactly."""

from typing import TYPE_CHECKING, Any

from newscrawler.version import __version__

if TYPE_CHECKING:
    from newscrawler.extract import extract_html
    from newscrawler.model.article import Article
    from newscrawler.model.profile import Profile

__all__ = ["Article", "Profile", "__version__", "extract_html"]


def __getattr__(name: str) -> Any:
    """Import the library's names when they are asked for: `newscrawler --help` needs none."""
    homes = {"extract_html": "extract", "Article": "model.article", "Profile": "model.profile"}
    if name not in homes:
        raise AttributeError(f"module 'newscrawler' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"newscrawler.{homes[name]}"), name)
