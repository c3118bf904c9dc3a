"""Our settings, read and checked once, the same for Scrapy's commands and for ours."""

import configparser
import importlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawler.archive import Filing
from newscrawler.errors import UsageError
from newscrawler.model import profile, rights
from newscrawler.model.recrawl import Revisits
from newscrawler.version import __version__

_PREFIX = "sqlite:///"
_COMMAND_LINE = 40
"""Scrapy's priority of `-s`; the environment goes before all that is lower."""


@dataclass(frozen=True)
class Outputs:
    """Checked settings; paths are absolute.

    The log begins a new file when one has `log_bytes`, and keeps `log_kept` old ones. `summary`
    is a file, or True for standard output.
    """

    log: Path | None
    log_bytes: int
    log_kept: int
    summary: Path | bool
    metrics: Path | None


@dataclass(frozen=True)
class Config:
    """Checked settings; paths are absolute."""

    db: str
    archive: Path
    filing: Filing
    replay: Path | None
    """The archive that a crawl is answered from, in place of the network."""
    replay_at: str | None
    """The captures that count are those up to here; None: all. A WARC-Date."""
    sites: tuple[Path, ...]
    """The folders of profiles, the user's first."""
    contact: str
    allow_private: frozenset[str]
    workers: int
    wait_max: timedelta
    """The longest rest of a host that a crawl waits for."""
    retry_after_max: timedelta
    """The longest rest that a host may ask for."""
    max_addresses: int
    """Of one site in the ledger."""
    max_waiting: int
    """Of one pattern of addresses that only links lead to."""
    revisits: Revisits
    """When an address is asked for again."""
    near_duplicates: float
    """The resemblance from which two texts are near-duplicates; 0 or 1: exact copies only."""
    outputs: Outputs
    rights: frozenset[str]
    """What is heeded of what sites say of the use of their pages: names of rights.GROUPS."""

    @property
    def user_agent(self) -> str:
        """Who we are, and whom to write to."""
        about = f" (+{self.contact})" if self.contact else ""
        return f"newscrawler/{__version__}{about}"


def project_folder() -> Path:
    """Return the folder of the nearest scrapy.cfg above the working directory, or the latter."""
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "scrapy.cfg").is_file()), here)


def read(get: Callable[[str], Any]) -> Config:
    """Check the settings that `get` returns by name. Raises UsageError."""
    folder = project_folder()
    db = str(get("NEWSCRAWLER_DB"))
    if db.startswith(_PREFIX) and db != _PREFIX + ":memory:":
        db = _PREFIX + str(folder / Path(db.removeprefix(_PREFIX)).expanduser())
    elif "://" not in db:
        # People name a file; there is only one thing that they can mean.
        db = _PREFIX + str(folder / Path(db).expanduser())
    workers = str(get("NEWSCRAWLER_WORKERS"))
    if not workers.isdecimal() or int(workers) > 256:
        raise UsageError(f"NEWSCRAWLER_WORKERS is «{workers}»; it must be a number from 0 to 256.")
    near = str(get("NEWSCRAWLER_NEAR_DUPLICATES"))
    if not re.fullmatch(r"0(?:\.\d+)?|1(?:\.0+)?", near):
        raise UsageError(
            f"NEWSCRAWLER_NEAR_DUPLICATES is «{near}»; it must be a number from 0 to 1, as 0.6."
        )
    source = str(get("NEWSCRAWLER_REPLAY")).strip()
    own = [folder / Path(p.strip()) for p in str(get("NEWSCRAWLER_SITES")).split(",") if p.strip()]
    return Config(
        db=db,
        archive=folder / Path(str(get("NEWSCRAWLER_ARCHIVE"))).expanduser(),
        filing=_filing(lambda name: str(get(f"NEWSCRAWLER_ARCHIVE_{name}")).strip()),
        replay=folder / Path(source).expanduser() if source else None,
        replay_at=_instant(str(get("NEWSCRAWLER_REPLAY_AT")).strip()),
        sites=profile.directories(own),
        contact=str(get("NEWSCRAWLER_CONTACT")).strip(),
        allow_private=frozenset(
            p.strip().lower() for p in str(get("NEWSCRAWLER_ALLOW_PRIVATE")).split(",") if p.strip()
        ),
        workers=int(workers),
        wait_max=_span("NEWSCRAWLER_WAIT_MAX", get),
        retry_after_max=_span("NEWSCRAWLER_RETRY_AFTER_MAX", get),
        max_addresses=_count(get, "NEWSCRAWLER_MAX_ADDRESSES"),
        max_waiting=_count(get, "NEWSCRAWLER_MAX_WAITING"),
        revisits=_revisits(str(get("NEWSCRAWLER_REVISIT"))),
        near_duplicates=float(near),
        outputs=outputs_of(folder, lambda name: str(get(f"NEWSCRAWLER_{name}")).strip()),
        rights=rights.obeyed(str(get("NEWSCRAWLER_RIGHTS"))),
    )


def _instant(text: str) -> str | None:
    """Return a time as WARC-Dates are written; a day means its end."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text += "T23:59:59Z"
    elif re.fullmatch(r"\d{14}", text):
        text = f"{text[:8]}T{text[8:]}Z"  # as in the addresses of web archives
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"NEWSCRAWLER_REPLAY_AT is «{text}»; write it as 2024-01-31 or 2024-01-31T09:30:00Z."
        ) from None
    if moment is None:
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _count(get: Callable[[str], Any], name: str) -> int:
    text = str(get(name)).strip()
    if not re.fullmatch(r"[1-9]\d{0,14}", text):
        raise UsageError(f"{name} is «{text}»; it must be a number of addresses, from 1 on.")
    return int(text)


_BYTES = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _span(name: str, get: Callable[[str], Any]) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([smhd]|(?<=^0))", str(get(name)).strip())
    if found is None:
        raise UsageError(f"{name} is «{get(name)}»; it must be a time, as 90s, 2m, 24h or 7d.")
    return timedelta(seconds=int(found[1]) * _SECONDS.get(found[2], 0))


def _filing(get: Callable[[str], str]) -> Filing:
    def number(name: str, form: str, example: str) -> tuple[int, str]:
        found = re.fullmatch(form, get(name))
        if found is None:
            raise UsageError(f"NEWSCRAWLER_ARCHIVE_{name} is «{get(name)}»; it must be {example}.")
        return int(found[1] or 0), found[2]

    def size(name: str) -> int:
        count, unit = number(name, r"(\d{1,15})([KMG]?)", "a number of bytes, as 1G or 500M")
        return count * _BYTES[unit]

    age, span = number("MAX_AGE", r"(\d{1,6})([smhd]|(?<=^0))", "a time, as 24h, 30m or 7d")
    every, _ = number("FSYNC_EVERY", r"(\d{1,6})()", "a number of exchanges, or 0")
    level, _ = number("LEVEL", r"([1-9]?)()", "a number from 1, fast, to 9, small, or empty")
    return Filing(
        max_bytes=size("MAX_BYTES"),
        max_total=size("MAX_TOTAL"),
        min_free=size("MIN_FREE"),
        max_age=timedelta(seconds=age * _SECONDS.get(span, 0)),
        fsync_every=every,
        level=level or None,
    )


def _revisits(text: str) -> Revisits:
    found = [re.fullmatch(r"(\d{1,6})([smhd])", word) for word in text.split()]
    ages = [timedelta(seconds=int(m[1]) * _SECONDS[m[2]]) for m in found if m]
    if len(ages) < len(found) or ages != sorted(ages):
        raise UsageError(
            f"NEWSCRAWLER_REVISIT is «{text}»; it must be ages that grow, as «1h 6h 1d 7d 30d»."
        )
    return Revisits(tuple(ages))


def of(settings: Any) -> Config:
    """Check the settings of a running Scrapy (its Settings, untyped: no Scrapy down here)."""

    def get(name: str) -> Any:
        given = (settings.getpriority(name) or 0) >= _COMMAND_LINE
        return settings.get(name) if given else os.environ.get(name, settings.get(name))

    return read(get)


def load(overrides: Mapping[str, str]) -> Config:
    """Return the settings of the project that we stand in, without importing Scrapy."""
    module = importlib.import_module(_settings_module())
    defaults = importlib.import_module("newscrawler.settings")

    def get(name: str) -> Any:
        if name in overrides:
            return overrides[name]
        return os.environ.get(name, getattr(module, name, getattr(defaults, name)))

    return read(get)


def _settings_module() -> str:
    if "SCRAPY_SETTINGS_MODULE" in os.environ:
        return os.environ["SCRAPY_SETTINGS_MODULE"]
    parser = configparser.ConfigParser()
    parser.read(project_folder() / "scrapy.cfg")
    return parser.get("settings", "default", fallback="newscrawler.settings")


def seconds(name: str, text: str) -> int:
    """Return the seconds of a time, as 45s, 30m, 2h or 1d. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None or not int(found[1]):
        raise UsageError(f"{name} is «{text}»; write a time as 30m or 2h.")
    return int(found[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]


_BYTES = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}


def outputs_of(folder: Path, get: Callable[[str], str]) -> Outputs:
    """Check the settings that `get` returns by the end of their name. Raises UsageError."""

    def path(name: str) -> Path | None:
        return folder / Path(get(name)).expanduser() if get(name) else None

    size = re.fullmatch(r"(\d{1,15})([KMG]?)", get("LOG_MAX_BYTES"))
    if size is None:
        raise UsageError(
            f"NEWSCRAWLER_LOG_MAX_BYTES is «{get('LOG_MAX_BYTES')}»; it must be a number of bytes, "
            "as 10M, or 0 for one file without end."
        )
    if not re.fullmatch(r"\d{1,3}", get("LOG_KEEP")):
        raise UsageError(
            f"NEWSCRAWLER_LOG_KEEP is «{get('LOG_KEEP')}»; it must be a number of files, as 9."
        )
    metrics = path("METRICS")
    if metrics is not None and metrics.suffix != ".prom":
        raise UsageError(
            f"NEWSCRAWLER_METRICS is «{metrics}»; its name must end in .prom, for node_exporter "
            "reads no other."
        )
    return Outputs(
        log=path("LOG_FILE"),
        log_bytes=int(size[1]) * _BYTES[size[2]],
        log_kept=int(get("LOG_KEEP")),
        summary=True if get("SUMMARY") == "-" else path("SUMMARY") or False,
        metrics=metrics,
    )
