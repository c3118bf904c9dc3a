"""Lines for cron and units for systemd say what was meant, whatever stands in a setting."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawler.commands import main as cli
from newscrawler.commands.schedule import Job, crontab, minutes, units
from newscrawler.errors import UsageError

ODD = "100% of $HOME `x` \"y\" 'z' \\% \\\\% خبر ; {a}"


def job(value: str = "v", folder: str = "/srv/a news%", site: str = "site") -> Job:
    command = ["/opt/my tools/newscrawler", "crawl", site, "-s", f"X={value}"]
    return Job(site, Path(folder), {"NEWSCRAWLER_CONTACT": value}, command, [Path(folder)])


def as_cron_does(line: str) -> str:
    """Return the command that cron gives the shell: up to a bare %, without backslashes before it.

    As do_command.c of Vixie's cron, and of cronie.
    """
    kept: list[str] = []
    escaped = False
    for char in line.split(" ", 5)[5]:
        if escaped:
            escaped = False
            if char == "%":
                kept.pop()
        elif char == "\\":
            escaped = True
        elif char == "%":
            break
        kept.append(char)
    return "".join(kept)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\0"), max_size=60))
@example(ODD)
@example("\\%")
def test_cron_and_the_shell_take_a_line_as_it_was_meant(value: str) -> None:
    words = shlex.split(as_cron_does(crontab(job(value), 60)))
    assert words[:3] == ["cd", "/srv/a news%", "&&"]
    assert words[3] == f"NEWSCRAWLER_CONTACT={value}"
    assert words[4:] == job(value).command


def test_a_shell_runs_it(tmp_path: Path) -> None:
    folder = tmp_path / "a 'b' %"
    folder.mkdir()
    one = job(ODD, str(folder))
    show = "import os, sys; print(os.environ['NEWSCRAWLER_CONTACT'], sys.argv[1:], os.getcwd())"
    run = Job(one.site, folder, one.environment, ["python3", "-c", show, ODD], [folder])
    done = subprocess.run(
        ["/bin/sh", "-c", as_cron_does(crontab(run, 60))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{ODD} {[ODD]} {folder}\n"


@pytest.mark.parametrize("value", ["a\nb", "x" * 1000])
def test_what_cron_cannot_take_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="too long for cron"):
        crontab(job(value), 60)


@pytest.mark.parametrize(
    ("every", "times"),
    [("15m", 4 * 24), ("30m", 48), ("1h", 24), ("60m", 24), ("6h", 4), ("1d", 1), ("24h", 1)],
)
def test_how_often(every: str, times: int) -> None:
    def of(field: str, whole: int) -> set[int]:
        return set(range(whole)) if field == "*" else {int(n) for n in field.split(",")}

    minute, hour, *rest = crontab(job(), minutes(every)).split()[:5]
    assert rest == ["*"] * 3
    assert len(of(minute, 60)) * len(of(hour, 24)) == times
    assert max(of(minute, 60)) < 60
    assert max(of(hour, 24)) < 24


@pytest.mark.parametrize("every", ["", "1", "45m", "7h", "0m", "2d", "1w", "hourly", "-1h", "90m"])
def test_what_no_day_is_a_multiple_of(every: str) -> None:
    with pytest.raises(UsageError, match="--every is"):
        minutes(every)


def test_sites_are_spread_over_the_hour() -> None:
    found = {crontab(job(site=f"site-{n}"), 60).split()[0] for n in range(60)}
    assert len(found) > 30
    assert crontab(job(site="a"), 60) == crontab(job(site="a"), 60)


@pytest.mark.parametrize("period", [15, 60, 360, 1440])
def test_systemd_takes_the_units(tmp_path: Path, period: int) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is not installed here")
    folder = tmp_path / "a news % $X"
    folder.mkdir()
    program = shutil.which("python3")
    assert program
    command = [program, "-m", "newscrawler.commands.main", "crawl", "site", "-s", f"X={ODD}"]
    text = units(Job("site", folder, {"NEWSCRAWLER_CONTACT": ODD}, command, [folder]), period)
    paths = []
    for part in text.split("# newscrawler-site.")[1:]:
        kind, _, body = part.partition("\n")
        paths.append(tmp_path / f"newscrawler-site.{kind}")
        paths[-1].write_text(body, encoding="utf-8")
    done = subprocess.run(
        [verify, "verify", "--man=no", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "newscrawler-site" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, other = tmp_path / "project", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NEWSCRAWLER_CONTACT", "me@example.org")
    monkeypatch.delenv("NEWSCRAWLER_SITES", raising=False)
    assert cli.run(["schedule", "alsahifa", "--db", "x.db", "--every", "1d"]) == 0
    line = capsys.readouterr().out
    assert "NEWSCRAWLER_CONTACT=me@example.org" in line
    assert "crawl alsahifa -s NEWSCRAWLER_DB=x.db -s NEWSCRAWLER_LOG_FILE=newscrawler.log" in line
    words = ["schedule", "alsahifa", "--systemd", "--archive", str(other / "archive")]
    assert cli.run(words) == 0
    text = capsys.readouterr().out
    assert f'ReadWritePaths="{folder}" "{other}"\n' in text
    assert "LOG_FILE" not in text
    assert cli.run(["schedule", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 20
    assert cli.run(["schedule", "alsahifa", "--all"]) == 2
    assert cli.run(["schedule", "alsahifx"]) == 2
    assert "Did you mean «alsahifa»" in capsys.readouterr().err
