"""What a crawl writes beside archive and database: its log, its summary, its metrics."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newscrawler.errors import UsageError

_BYTES = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}


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
