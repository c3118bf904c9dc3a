"""The files of profiles: found in folders, by the site's name or by a page's host.

The user's own folders go before the bundled one, and a profile is read once in a process.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from newscrawler.errors import UsageError
from newscrawler.model.profile import Profile, load, nearest
from newscrawler.model.urls import plain_host

BUNDLED = Path(__file__).parents[1] / "sites/profiles"
"""The folder of the profiles that come with the package."""


def directories(own: Iterable[Path]) -> tuple[Path, ...]:
    """Return the folders that hold profiles: the user's own, then the bundled ones."""
    folders = tuple(own)
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                f"NEWSCRAWLER_SITES names {folder}, which is not a folder. "
                "Make it, or correct the setting."
            )
    return (*folders, BUNDLED)


def paths(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Return every profile's file by its name, which is the file's; first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.stem, path)
    return found


def find(name: str, folders: tuple[Path, ...]) -> Profile:
    """Return the profile of that name. Raises UsageError with the nearest name."""
    known = paths(folders)
    if name not in known:
        raise UsageError(
            f"There is no site named «{name}».{nearest(name, known)} "
            "`newscrawler sites` lists them; `newscrawler crawl https://…` needs no profile."
        )
    return load(known[name])


@cache
def named(name: str, folders: tuple[Path, ...]) -> Profile | None:
    """Return the profile of that name, or None; read once in the life of a process."""
    path = paths(folders).get(name)
    return load(path) if path else None


@cache
def by_host(host: str, folders: tuple[Path, ...]) -> Profile | None:
    """Return the profile whose domains cover a host, or None."""
    profiles = (named(name, folders) for name in paths(folders))
    return next((profile for profile in profiles if profile and profile.covers(host)), None)


def site_of(
    url: str, crawl_site: str | None, folders: tuple[Path, ...]
) -> tuple[str, Profile | None]:
    """Return the site that a page belongs to, and its profile if it has one.

    The crawl's own site where its profile covers the host, else the site whose domains do,
    else the host itself, the same for all its editions. So it depends on the address and the
    archive alone.
    """
    host = (urlsplit(url).hostname or "").lower()
    own = named(crawl_site, folders) if crawl_site else None
    if own is not None and own.covers(host):
        return own.name, own
    found = by_host(host, folders)
    if found is not None:
        return found.name, found
    return plain_host(host) or "unknown", None
