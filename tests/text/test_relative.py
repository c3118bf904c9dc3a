from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale, localedata
from babel.dates import format_timedelta

from newscrawler.text.dates import Stamp, Unread, read_date

NOW = datetime(2020, 5, 10, 22, 40, 30, tzinfo=UTC)
DAMASCUS = ZoneInfo("Asia/Damascus")


def seen(text: str, language: str | None = "ar") -> tuple[str, str] | None:
    """Return a date's ISO form and precision, or ``unread`` and why."""
    read = read_date(text, language=language, captured_at=NOW, zone=DAMASCUS)
    if isinstance(read, Unread):
        return "unread", read.reason
    return (read.iso(), read.precision) if read else None


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        # In Damascus it is 01:40 of the 11th.
        ("قبل 12 دقيقة", "2020-05-11T01:28+03:00", "minute"), ("منذ ساعتين", "2020-05-10T23:00+03:00", "hour"),
        ("منذ ساعة", "2020-05-11T00:00+03:00", "hour"), ("منذ ساعة واحدة", "2020-05-11T00:00+03:00", "hour"),
        ("منذ ثلاث ساعات", "2020-05-10T22:00+03:00", "hour"), ("منذ ١١ ساعة", "2020-05-10T14:00+03:00", "hour"),
        ("منذ 3 ساعات و 5 دقائق", "2020-05-10T22:35+03:00", "minute"), ("نشر قبل دقيقتين", "2020-05-11T01:38+03:00", "minute"),
        ("منذ 3 ساعات و5 دقائق", "2020-05-10T22:35+03:00", "minute"), ("منذ يومين", "2020-05-09", "day"),
        ("أمس", "2020-05-10", "day"), ("أول أمس", "2020-05-09", "day"), ("أمس الأول", "2020-05-09", "day"),
        ("اليوم 00:30", "2020-05-11T00:30+03:00", "minute"), ("أمس الساعة 10:30 م", "2020-05-10T22:30+03:00", "minute"),
        ("نشر أمس في 10:30", "2020-05-10T10:30+03:00", "minute"),
        ("yesterday", "2020-05-10", "day"), ("Yesterday at 5pm", "2020-05-10T17:00+03:00", "hour"),
        ("3 hours ago", "2020-05-10T22:00+03:00", "hour"), ("about an hour ago", "2020-05-11T00:00+03:00", "hour"),
        ("45 mins ago", "2020-05-11T00:55+03:00", "minute"), ("5m ago", "2020-05-11T01:35+03:00", "minute"), ("2d ago", "2020-05-09", "day"), ("il y a 2 heures", "2020-05-10T23:00+03:00", "hour"),
        ("hier à 22h15", "2020-05-10T22:15+03:00", "minute"), ("vor 3 Stunden", "2020-05-10T22:00+03:00", "hour"),
        ("gestern, 10:30 Uhr", "2020-05-10T10:30+03:00", "minute"), ("hace 2 días", "2020-05-09", "day"),
        ("2 часа назад", "2020-05-10T23:00+03:00", "hour"), ("вчера в 10:30", "2020-05-10T10:30+03:00", "minute"),
        ("3 saat önce", "2020-05-10T22:00+03:00", "hour"), ("dün 10:30", "2020-05-10T10:30+03:00", "minute"),
        ("۲ ساعت پیش", "2020-05-10T23:00+03:00", "hour"), ("3小时前", "2020-05-10T22:00+03:00", "hour"),
        ("3時間前", "2020-05-10T22:00+03:00", "hour"), ("3시간 전", "2020-05-10T22:00+03:00", "hour"),
        ("昨天 10:30", "2020-05-10T10:30+03:00", "minute"),
    ],
)  # fmt: skip
def test_relative_dates_stand_on_the_capture_in_the_sites_zone(
    text: str, moment: str, precision: str
) -> None:
    assert seen(text) == (moment, precision)


@pytest.mark.parametrize(
    "text",
    ["منذ 5 شهر و 19 يوم", "منذ أسبوعين", "منذ سنة", "2 weeks ago", "il y a 3 mois", "منذ ساعات", "منذ قليل",
     "just now", "الآن", "منذ 99999999 يوم", "3か月前"],
)  # fmt: skip
def test_what_is_too_coarse_for_a_day_is_unread(text: str) -> None:
    found = seen(text)
    assert found in (("unread", "relative"), ("unread", "invalid"))


@pytest.mark.parametrize("text", ["منذ ساعتين", "أمس", "3 hours ago", "today 10:30"])
def test_without_a_capture_they_are_unread(text: str) -> None:
    assert read_date(text, language="ar") == Unread(text, "relative")


@pytest.mark.parametrize(
    "text",
    ["اليوم السابع", "ساعتين قبل المباراة", "in 3 hours", "بعد ساعتين", "3 hours", "قراءة 3 دقائق", "5 min read",
     "USA Today", "بعد يوم"],
)  # fmt: skip
def test_other_words_of_time_are_no_dates(text: str) -> None:
    assert seen(text) is None


def test_qabl_stands_after_its_amount_in_persian_only() -> None:
    assert seen("۲ ساعت قبل", "fa") == ("2020-05-10T23:00+03:00", "hour")
    assert seen("ساعتين قبل", "ar") is None


@pytest.mark.parametrize(
    ("text", "language", "precision"),
    [("2 години тому", None, "hour"), ("преди 2 години", None, None), ("3 saat önce", None, "hour"),
     ("3 saat", "ms", None)],
)  # fmt: skip
def test_a_unit_that_languages_share_is_told_by_its_mark(
    text: str, language: str | None, precision: str | None
) -> None:
    read = read_date(text, language=language, captured_at=NOW)
    assert (read.precision if isinstance(read, Stamp) else None) == precision


@pytest.mark.parametrize(
    "locale",
    ["ar", "az", "be", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hr",
     "hu", "hy", "id", "it", "ka", "kk", "lt", "lv", "mk", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq",
     "sr", "sr_Latn", "sv", "tr", "uk", "ur", "vi", "ja", "ko", "zh"],
)  # fmt: skip
def test_what_cldr_calls_past_is_read_back(locale: str) -> None:
    localedata._cache.clear()
    Locale.parse(locale)
    for unit, precision in (("minute", "minute"), ("hour", "hour"), ("day", "day")):
        for count in (2, 3, 5, 11, 21):
            ago = timedelta(**{f"{unit}s": count})
            text = format_timedelta(
                -ago, granularity=unit, threshold=100, add_direction=True, locale=locale
            )
            read = read_date(text, language=locale, captured_at=NOW)
            assert isinstance(read, Stamp), text
            assert read.precision == precision, text
            then = (NOW - ago).replace(second=0)
            if unit != "minute":
                then = then.replace(minute=0)
            if unit == "day":
                then = then.replace(hour=0, tzinfo=None)
            assert read.moment == then, text
