from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawler import config
from newscrawler.archive import Filing
from newscrawler.errors import UsageError
from newscrawler.model.recrawl import Revisits


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own, whose settings file names a database."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = own_settings\n")
    (tmp_path / "own_settings.py").write_text(
        "from newscrawler.settings import *\nNEWSCRAWLER_DB = 'file.db'\n"
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(inner)
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE", raising=False)
    monkeypatch.delenv("NEWSCRAWLER_DB", raising=False)
    return tmp_path


def both(**given: str) -> tuple[str, str]:
    """Return the database as our commands and as Scrapy's see it."""
    settings = Settings()
    settings.setmodule("own_settings", priority="project")
    for name, value in given.items():
        settings.set(name, value, priority="cmdline")
    return config.load(given).db, config.of(settings).db


def test_command_line_then_environment_then_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both() == (f"sqlite:///{folder}/file.db",) * 2
    monkeypatch.setenv("NEWSCRAWLER_DB", "sqlite:///environment.db")
    assert both() == (f"sqlite:///{folder}/environment.db",) * 2
    assert both(NEWSCRAWLER_DB="/elsewhere/x.db") == ("sqlite:////elsewhere/x.db",) * 2


def test_other_databases_and_contact(folder: Path) -> None:
    address = "postgresql+psycopg://user@host/news"
    assert config.load({"NEWSCRAWLER_DB": address}).db == address
    found = config.load({"NEWSCRAWLER_CONTACT": "you@example.com"})
    assert found.user_agent.endswith(" (+you@example.com)")


@pytest.mark.parametrize("workers", ["-1", "many", "1.5", "9999"])
def test_a_wrong_number_of_workers(folder: Path, workers: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWLER_WORKERS"):
        config.load({"NEWSCRAWLER_WORKERS": workers})


@pytest.mark.parametrize("value", ["0.75", "0", "1", "1.0"])
def test_the_resemblance_of_near_duplicates(folder: Path, value: str) -> None:
    assert config.load({"NEWSCRAWLER_NEAR_DUPLICATES": value}).near_duplicates == float(value)


@pytest.mark.parametrize("value", ["", "60 %", "1.5", "-1", "nan"])
def test_a_resemblance_that_is_none(folder: Path, value: str) -> None:
    with pytest.raises(UsageError, match="a number from 0 to 1"):
        config.load({"NEWSCRAWLER_NEAR_DUPLICATES": value})


def test_how_the_archive_is_put_into_files(folder: Path) -> None:
    usual = config.load({}).filing
    assert usual == Filing(min_free=100_000_000)
    given = {"MAX_BYTES": "500M", "MAX_AGE": "7d", "FSYNC_EVERY": "1", "LEVEL": "9"}
    given |= {"MAX_TOTAL": "1000G", "MIN_FREE": "0"}
    found = config.load({f"NEWSCRAWLER_ARCHIVE_{k}": v for k, v in given.items()}).filing
    assert found == Filing(500_000_000, timedelta(days=7), 1, 9, 10**12, 0)
    none = {"MAX_BYTES": "0", "MAX_AGE": "0", "FSYNC_EVERY": "0"}
    found = config.load({f"NEWSCRAWLER_ARCHIVE_{k}": v for k, v in none.items()}).filing
    assert found == Filing(0, timedelta(0), 0, None, 0, 100_000_000)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAX_BYTES", "1GB", "a number of bytes, as 1G or 500M"),
        ("MAX_BYTES", "-1", "a number of bytes"),
        ("MAX_AGE", "24", "a time, as 24h, 30m or 7d"),
        ("MAX_AGE", "1w", "a time"),
        ("FSYNC_EVERY", "often", "a number of exchanges, or 0"),
        ("LEVEL", "10", "a number from 1, fast, to 9, small, or empty"),
        ("LEVEL", "0", "a number from 1"),
        ("MIN_FREE", "10%", "a number of bytes"),
    ],
)
def test_a_setting_of_files_that_is_none(folder: Path, name: str, value: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"NEWSCRAWLER_ARCHIVE_{name} is «{value}».*{message}"):
        config.load({f"NEWSCRAWLER_ARCHIVE_{name}": value})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", None),
        ("2024-01-31", "2024-01-31T23:59:59Z"),
        ("2024-01-31T09:30:00Z", "2024-01-31T09:30:00Z"),
        ("2024-01-31 09:30", "2024-01-31T09:30:00Z"),
        ("2024-01-31T11:30:00.25+02:00", "2024-01-31T09:30:00.250000Z"),
        ("20240131093000", "2024-01-31T09:30:00Z"),
    ],
)
def test_up_to_when_an_archive_answers(folder: Path, given: str, expected: str | None) -> None:
    found = config.load({"NEWSCRAWLER_REPLAY": "old/archive", "NEWSCRAWLER_REPLAY_AT": given})
    assert (found.replay, found.replay_at) == (folder / "old/archive", expected)
    assert config.load({}).replay is None


@pytest.mark.parametrize("given", ["yesterday", "2024-02-30", "31.1.2024", "20241399000000"])
def test_no_time(folder: Path, given: str) -> None:
    with pytest.raises(UsageError, match=r"NEWSCRAWLER_REPLAY_AT is «.*2024-01-31T09:30:00Z"):
        config.load({"NEWSCRAWLER_REPLAY_AT": given})


@pytest.mark.parametrize("name", ["NEWSCRAWLER_MAX_ADDRESSES", "NEWSCRAWLER_MAX_WAITING"])
@pytest.mark.parametrize("value", ["", "0", "1e6", "-1"])
def test_a_number_of_addresses_that_is_none(folder: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is «{value}»; it must be a number of addresses"):
        config.load({name: value})


def outputs(**given: str) -> config.Outputs:
    return config.load({f"NEWSCRAWLER_{name}": value for name, value in given.items()}).outputs


def test_where_everything_goes(folder: Path) -> None:
    assert outputs() == config.Outputs(None, 10_000_000, 9, summary=False, metrics=None)
    found = outputs(LOG_FILE="a.log", SUMMARY="-", METRICS="/var/n.prom", LOG_MAX_BYTES="0")
    path = Path("/var/n.prom")
    assert found == config.Outputs(folder / "a.log", 0, 9, summary=True, metrics=path)
    assert outputs(SUMMARY="s.json").summary == folder / "s.json"


@pytest.mark.parametrize(
    ("name", "value"), [("LOG_MAX_BYTES", "10MB"), ("LOG_KEEP", "all"), ("METRICS", "news.txt")]
)
def test_outputs_that_are_none(folder: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"NEWSCRAWLER_{name} is «.*{value}»"):
        outputs(**{name: value})


@pytest.mark.parametrize(
    ("value", "ages"), [("", []), ("0s", [0]), ("0", [0]), (" 30m 1h  7d ", [1800, 3600, 604800])]
)
def test_the_ages_at_which_an_article_is_fetched_again(
    folder: Path, value: str, ages: list[int]
) -> None:
    found = config.load({"NEWSCRAWLER_REVISIT": value}).revisits
    assert found == Revisits(tuple(timedelta(seconds=age) for age in ages))


@pytest.mark.parametrize("value", ["1h 30m", "daily", "1h,6h", "-1h"])
def test_ages_that_are_none(folder: Path, value: str) -> None:
    with pytest.raises(UsageError, match=r"NEWSCRAWLER_REVISIT is .* it must be ages that grow"):
        config.load({"NEWSCRAWLER_REVISIT": value})


def test_each_default_can_be_read_and_each_setting_stands_once(folder: Path) -> None:
    names = [setting.name for setting in config.SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.meaning for setting in config.SETTINGS)
    config.read({setting.name: setting.default for setting in config.SETTINGS}.__getitem__)
