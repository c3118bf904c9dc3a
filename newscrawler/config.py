"""The settings: one table, checked once, for Scrapy's commands and for ours."""

import configparser
import importlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from newscrawler.archive import Filing
from newscrawler.errors import checked
from newscrawler.model import profile_files, rights
from newscrawler.model.recrawl import Revisits
from newscrawler.text.instants import read_instant, timestamp
from newscrawler.text.units import parse_size, parse_span
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


# How a setting's text is read ---------------------------------------------------------------------


def project_folder() -> Path:
    """Return the folder of the nearest scrapy.cfg above the working directory, or the latter."""
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "scrapy.cfg").is_file()), here)


def _path(text: str) -> Path:
    return project_folder() / Path(text).expanduser()


def _path_if_any(text: str) -> Path | None:
    return _path(text.strip()) if text.strip() else None


def _database(text: str) -> str:
    if "://" in text and (not text.startswith(_PREFIX) or text == f"{_PREFIX}:memory:"):
        return text
    # People name a file; there is only one thing that they can mean.
    return f"{_PREFIX}{_path(text.removeprefix(_PREFIX))}"


def _number(form: str, most: int = 10**15) -> Callable[[str], int]:
    """Return a parser of whole numbers that match a form."""

    def parse(text: str) -> int:
        if not re.fullmatch(form, text.strip()) or int(text) > most:
            raise ValueError(f"no such number: {text!r}")
        return int(text)

    return parse


def _level(text: str) -> int | None:
    return _number("[1-9]")(text) if text.strip() else None


def _instant(text: str) -> str | None:
    """Return a time as WARC-Dates are written; a day means its end."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text += "T23:59:59Z"
    elif re.fullmatch(r"\d{14}", text):
        text = f"{text[:8]}T{text[8:]}Z"  # as in the addresses of web archives
    return timestamp(read_instant(text), "auto") if text else None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _profile_folders(text: str) -> tuple[Path, ...]:
    return profile_files.directories([project_folder() / Path(word) for word in _words(text)])


def _hosts(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _words(text))


def _share(text: str) -> float:
    if not re.fullmatch(r"0(?:\.\d+)?|1(?:\.0+)?", text.strip()):
        raise ValueError(f"no share: {text!r}")
    return float(text)


def _revisits(text: str) -> Revisits:
    ages = [parse_span(word) for word in text.split()]
    if ages != sorted(ages):
        raise ValueError(f"ages that shrink: {text!r}")
    return Revisits(tuple(ages))


def _summary(text: str) -> Path | bool:
    return True if text.strip() == "-" else _path_if_any(text) or False


def _metrics(text: str) -> Path | None:
    path = _path_if_any(text)
    if path is not None and path.suffix != ".prom":
        raise ValueError(f"no .prom: {text!r}")
    return path


# The table ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """A setting of ours: its name, its default, how its text is read, and what it means.

    `meaning` is a sentence in Markdown, its links as seen from the project's folder. `parse`
    raises ValueError for what it cannot read; `advice` then says what to write.
    """

    name: str
    default: str
    parse: Callable[[str], Any]
    meaning: str
    advice: str = ""


_A_SIZE = "it must be a number of bytes, as 1G or 500M"
_A_TIME = "it must be a time, as 90s, 2m, 24h or 7d"
_A_COUNT = "it must be a number of addresses, from 1 on"

# fmt: off
SETTINGS = (
    Setting("NEWSCRAWLER_DB", "sqlite:///news.db", _database,
        "the database, as SQLAlchemy writes it"),
    Setting("NEWSCRAWLER_ARCHIVE", "archive/", _path, "the folder of the WARC files"),
    Setting("NEWSCRAWLER_ARCHIVE_MAX_BYTES", "1G", parse_size,
        "a new file from this size on (`K`, `M`, `G`); `0`: never", _A_SIZE),
    Setting("NEWSCRAWLER_ARCHIVE_MAX_AGE", "24h", parse_span,
        "a new file after this time (`s`, `m`, `h`, `d`); `0`: never",
        "it must be a time, as 24h, 30m or 7d"),
    Setting("NEWSCRAWLER_ARCHIVE_MAX_TOTAL", "0", parse_size,
        "a crawl ends with 6 when the archive's folder has grown to this size; `0`: no limit",
        _A_SIZE),
    Setting("NEWSCRAWLER_ARCHIVE_MIN_FREE", "100M", parse_size,
        "and when its disk has less room than this left", _A_SIZE),
    Setting("NEWSCRAWLER_ARCHIVE_FSYNC_EVERY", "20", _number(r"\d{1,6}"),
        "exchanges between two fsyncs: what a power cut can cost; `0`: only when a file is closed",
        "it must be a number of exchanges, or 0"),
    Setting("NEWSCRAWLER_ARCHIVE_LEVEL", "", _level,
        "compression, `1` to `9`; empty: 4, or isal's 2 with `pip install newscrawler[fast]`",
        "it must be a number from 1, fast, to 9, small, or empty"),
    Setting("NEWSCRAWLER_REPLAY", "", _path_if_any,
        "an archive (folder, file, WACZ) that answers a crawl in the network's place"),
    Setting("NEWSCRAWLER_REPLAY_AT", "", _instant,
        "a day (its end) or a time; only captures up to then answer",
        "write it as 2024-01-31 or 2024-01-31T09:30:00Z"),
    Setting("NEWSCRAWLER_SITES", "", _profile_folders,
        "folders of your own profiles, comma-separated, searched first"),
    Setting("NEWSCRAWLER_CONTACT", "", str.strip,
        "an address or URL in the User-Agent: sites ask who is crawling them"),
    Setting("NEWSCRAWLER_ALLOW_PRIVATE", "", _hosts,
        "`host` or `host:port`, comma-separated, that may lie in a private network"),
    Setting("NEWSCRAWLER_WAIT_MAX", "2m", parse_span,
        "the longest rest of a host that a crawl waits for (`s`, `m`, `h`, `d`); what rests "
        "longer is due in the next one", _A_TIME),
    Setting("NEWSCRAWLER_RETRY_AFTER_MAX", "24h", parse_span,
        "the longest rest that a site may ask for", _A_TIME),
    Setting("NEWSCRAWLER_NEAR_DUPLICATES", "0.6", _share,
        "the share of words that two texts have in common to be linked as near-duplicates; `0` or "
        "`1`: exact copies only", "it must be a number from 0 to 1, as 0.6"),
    Setting("NEWSCRAWLER_REVISIT", "1h 6h 1d 3d 7d 30d", _revisits,
        "the ages at which an article is fetched again, then each time the last one passes; `0s`: "
        "in every crawl; empty: never", "it must be ages that grow, as «1h 6h 1d 7d 30d»"),
    Setting("NEWSCRAWLER_RIGHTS", "", rights.obeyed,
        "what of a site's wishes keeps a page out of the store, comma-separated: `noindex`, "
        "`noarchive`, `nosnippet`, `tdm`, `ai` ([docs/rights.md](docs/rights.md)); empty: they "
        "are noted"),
    Setting("NEWSCRAWLER_MAX_ADDRESSES", "5000000", _number(r"[1-9]\d*"),
        "addresses of one site that enter the ledger", _A_COUNT),
    Setting("NEWSCRAWLER_MAX_WAITING", "100000", _number(r"[1-9]\d*"),
        "addresses of one pattern that wait, if only links lead to them "
        "([docs/hostile.md](docs/hostile.md))", _A_COUNT),
    Setting("NEWSCRAWLER_WORKERS", "0", _number(r"\d+", most=256),
        "processes that extract during a crawl; 0 extracts in the crawl's own",
        "it must be a number from 0 to 256"),
    Setting("NEWSCRAWLER_LOG_FILE", "", _path_if_any,
        "the log goes here, and only warnings to the terminal or cron's mail"),
    Setting("NEWSCRAWLER_LOG_MAX_BYTES", "10M", parse_size,
        "a new log file from this size on (`K`, `M`, `G`); `0`: never",
        "it must be a number of bytes, as 10M, or 0 for one file without end"),
    Setting("NEWSCRAWLER_LOG_KEEP", "9", _number(r"\d{1,3}"),
        "old log files that are kept", "it must be a number of files, as 9"),
    Setting("NEWSCRAWLER_SUMMARY", "", _summary,
        "a JSON file about the last crawl; `-`: standard output"),
    Setting("NEWSCRAWLER_METRICS", "", _metrics,
        "a `.prom` file about all sites, for node_exporter's textfile collector",
        "its name must end in .prom, for node_exporter reads no other"),
)
# fmt: on
"""Every setting of ours, in the order of the documentation."""


# Where a setting's text comes from ----------------------------------------------------------------


def read(get: Callable[[str], Any]) -> Config:
    """Check the settings that `get` returns by name. Raises UsageError."""
    values = {s.name: checked(s.name, str(get(s.name)), s.parse, s.advice) for s in SETTINGS}
    found = {name.removeprefix("NEWSCRAWLER_").lower(): value for name, value in values.items()}
    take = found.pop
    filing = Filing(**{field.name: take(f"archive_{field.name}") for field in fields(Filing)})
    outputs = Outputs(
        log=take("log_file"),
        log_bytes=take("log_max_bytes"),
        log_kept=take("log_keep"),
        summary=take("summary"),
        metrics=take("metrics"),
    )
    return Config(filing=filing, outputs=outputs, revisits=take("revisit"), **found)


def of(settings: Any) -> Config:
    """Check the settings of a running Scrapy (its Settings, untyped: no Scrapy down here)."""

    def get(name: str) -> Any:
        given = (settings.getpriority(name) or 0) >= _COMMAND_LINE
        return settings.get(name) if given else os.environ.get(name, settings.get(name))

    return read(get)


def load(overrides: Mapping[str, str]) -> Config:
    """Return the settings of the project that we stand in, without importing Scrapy."""
    defaults = {setting.name: setting.default for setting in SETTINGS}
    module = importlib.import_module(_settings_module())
    known = {**defaults, **vars(module), **os.environ, **overrides}
    return read(known.__getitem__)


def _settings_module() -> str:
    if "SCRAPY_SETTINGS_MODULE" in os.environ:
        return os.environ["SCRAPY_SETTINGS_MODULE"]
    parser = configparser.ConfigParser()
    parser.read(project_folder() / "scrapy.cfg")
    return parser.get("settings", "default", fallback="newscrawler.settings")
