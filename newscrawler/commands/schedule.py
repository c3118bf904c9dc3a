"""`newscrawler schedule`: crontab lines and systemd units, ready to be installed."""

import argparse
import getpass
import os
import re
import shlex
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from newscrawler import config
from newscrawler.commands.options import overrides
from newscrawler.config import Config
from newscrawler.errors import ExitCode, UsageError, checked
from newscrawler.model import profile_files
from newscrawler.text.units import parse_span

EXAMPLE = "schedule alsahifa --every 30m"

_CRON_BYTES = 998
"""The longest command that Debian's cron and cronie take (MAX_COMMAND is 1000)."""
_OURS = re.compile(r"NEWSCRAWLER_\w+|SCRAPY_SETTINGS_MODULE|(?:https?|no)_proxy", re.IGNORECASE)
_DAY = 24 * 60
_LOG = "newscrawler.log"


@dataclass(frozen=True)
class Job:
    """The crawl of a site, as it is started.

    `environment` holds what the settings of now depend on, `folders` where it has to write.
    """

    site: str
    folder: Path
    environment: dict[str, str]
    command: list[str]
    folders: list[Path]


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler schedule`."""
    parser.add_argument("site", nargs="*", help="names of sites")
    parser.add_argument("--all", action="store_true", help="all sites that have a profile")
    parser.add_argument(
        "--every", metavar="TIME", default="1h", help="how often, as 15m, 6h or 1d (default: 1h)"
    )
    parser.add_argument("--systemd", action="store_true", help="systemd units, not crontab lines")


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler schedule`: each site at a minute of its own."""
    given = overrides(options)
    settings = config.load(given)
    if bool(options.site) == options.all:
        raise UsageError("Name sites, or --all.")
    if settings.outputs.log is None and not options.systemd:
        given["NEWSCRAWLER_LOG_FILE"] = _LOG  # or cron would mail it
    names = sorted(profile_files.paths(settings.sites)) if options.all else options.site
    period = minutes(options.every)
    for name in names:
        profile_files.find(name, settings.sites)
        one = _job(name, settings, given)
        print(units(one, period) if options.systemd else crontab(one, period))
    return ExitCode.DONE


def minutes(text: str) -> int:
    """Return the minutes of a period that a day is a multiple of. Raises UsageError."""
    advice = "it must divide the hour or the day, as 15m, 30m, 1h, 6h or 1d"
    return checked("--every", text, _period, advice)


def _period(text: str) -> int:
    period, seconds = divmod(int(parse_span(text).total_seconds()), 60)
    # Cron's fields say neither «every 45 minutes» nor «every 7 hours».
    if seconds or not period or (60 % period if period < 60 else period % 60 or _DAY % period):
        raise ValueError(f"no part of an hour or a day: {text!r}")
    return period


def _job(name: str, settings: Config, given: dict[str, str]) -> Job:
    program = Path(sys.argv[0]).absolute()
    # Run as a module it is no program.
    start = (
        [sys.executable, "-m", "newscrawler.commands.main"]
        if program.suffix == ".py"
        else [str(program)]
    )
    words = [word for pair in given.items() for word in ("-s", "=".join(pair))]
    folder = config.project_folder()
    outputs = settings.outputs
    files = [outputs.log, outputs.metrics, outputs.summary]
    if settings.db.startswith("sqlite"):
        files.append(Path(settings.db.removeprefix("sqlite:///")))
    places = [settings.archive, *(file.parent for file in files if isinstance(file, Path))]
    return Job(
        site=name,
        folder=folder,
        environment={n: value for n, value in sorted(os.environ.items()) if _OURS.fullmatch(n)},
        command=[*start, "crawl", name, *words],
        folders=_outside(folder, places),
    )


def _outside(folder: Path, places: list[Path]) -> list[Path]:
    """Return the project's folder and what of the others lies elsewhere, as far as it exists."""
    there = [next(p for p in (place, *place.parents) if p.is_dir()) for place in places]
    return list(dict.fromkeys([folder, *(p for p in there if not p.is_relative_to(folder))]))


def _minute(site: str, period: int) -> int:
    """Return a site's place in the period: always the same, and another than most others'."""
    return int.from_bytes(sha256(site.encode()).digest()[:8]) % period


def crontab(job: Job, period: int) -> str:
    """Return a crontab's line; for cron a bare % ends the command (crontab(5))."""
    first = _minute(job.site, period)
    if period <= 60:
        when = f"{','.join(map(str, range(first, 60, period)))} *"
    else:
        hours = range(first // 60, 24, period // 60)
        when = f"{first % 60} {','.join(map(str, hours))}"
    words = [f"{name}={shlex.quote(value)}" for name, value in job.environment.items()]
    line = f"cd {shlex.quote(str(job.folder))} && {' '.join([*words, shlex.join(job.command)])}"
    # Cron drops the backslash before a %; of two backslashes before it the second would not count,
    # so a quotation, for there is one wherever a backslash is, ends and begins between them.
    command = line.replace("\\%", "\\''%").replace("%", "\\%")
    if "\n" in command or len(command.encode()) > _CRON_BYTES:
        raise UsageError(
            f"The line for {job.site} is too long for cron, or has a line break in it. Put the "
            "settings into the settings file, or use --systemd."
        )
    return f"{when} * * * {command}"


def units(job: Job, period: int) -> str:
    """Return a service and a timer for systemd, each under the name of its file."""
    first = _minute(job.site, period)
    if period <= 60:
        when = f"*:{','.join(f'{m:02}' for m in range(first, 60, period))}"
    else:
        hours = ",".join(f"{hour:02}" for hour in range(first // 60, 24, period // 60))
        when = f"{hours}:{first % 60:02}"
    return _UNITS.format(
        site=job.site,
        user=getpass.getuser(),
        folder=str(job.folder).replace("%", "%%"),
        environment="".join(
            f"Environment={_quoted(f'{name}={value}')}\n" for name, value in job.environment.items()
        ),
        # The colon keeps systemd from putting variables in the place of $NAME.
        command=":" + " ".join(map(_quoted, job.command)),
        folders=" ".join(_quoted(str(path)) for path in job.folders),
        when=when,
        spread=min(period * 60 // 10, 300),
    )


def _quoted(word: str) -> str:
    """Quote a word by systemd.syntax(7); % would begin a specifier."""
    for char, escaped in (("\\", r"\\"), ('"', r"\""), ("%", "%%"), ("\n", r"\n"), ("\t", r"\t")):
        word = word.replace(char, escaped)
    return f'"{word}"'


_UNITS = """\
# newscrawler-{site}.service
[Unit]
Description=Crawl {site}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
{environment}ExecStart={command}
# Another crawl of the site is running: no failure.
SuccessExitStatus=7
# A crawl that is told to stop ends its own processes, within ten seconds.
KillMode=mixed
TimeoutStopSec=20
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folders}

# newscrawler-{site}.timer
[Unit]
Description=Crawl {site} again and again

[Timer]
OnCalendar={when}
RandomizedDelaySec={spread}
Persistent=true

[Install]
WantedBy=timers.target
"""
