"""Times of day as pages print them, with their UTC offset."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal

from newscrawler.text.arabic import fold_letters

ClockPrecision = Literal["hour", "minute", "second"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `elsewhere`: the page names a time zone without a single offset."""

    hour: int
    minute: int
    second: int
    precision: ClockPrecision
    offset: timezone | None = None
    elsewhere: bool = False

    def on(self, day: datetime, zone: tzinfo | None) -> datetime:
        """Return the moment on a day, aware if the page or `zone` gives the offset."""
        moment = day.replace(hour=self.hour, minute=self.minute, second=self.second)
        return fixed(moment.replace(tzinfo=self.offset or (None if self.elsewhere else zone)))


def fixed(moment: datetime) -> datetime:
    """Replace a time zone by its offset then, so that equal stamps are equal anywhere."""
    shift = moment.utcoffset()
    return moment.replace(tzinfo=timezone(shift)) if shift is not None else moment


def _any(words: str) -> str:
    folded = {fold_letters(word.replace("_", " "), ta_marbuta=True) for word in words.split()}
    return "|".join(re.escape(word) for word in sorted(folded, key=len, reverse=True))


# The half of the day in words that stand before a time, and in letters that stand only after.
_WORDS = {
    "am": """
        صباح صباحا الصباح فجرا الفجر قبل_الظهر صبح بامداد سحر ق.ظ π.μ. πμ öö vormittags morgens
        오전 上午 午前
    """,
    "pm": """
        مساء مساءا المساء عصرا العصر بعد_الظهر عصر شب بعدازظهر بعد_از_ظهر ب.ظ μ.μ. μμ ös nachmittags
        abends 오후 下午 午後
    """,
    "noon": "ظهرا الظهر ظهر mittags",
    "night": "ليلا الليل nachts",
}  # fmt: skip
_LETTERS = {"am": "ص am a.m a.m. a._m.", "pm": "م pm p.m p.m. p._m."}
_HALVES = {
    fold_letters(word.replace("_", " "), ta_marbuta=True): half
    for table in (_WORDS, _LETTERS)
    for half, words in table.items()
    for word in words.split()
}
_LONG = _any(" ".join(_WORDS.values()))
_HALF = _any(" ".join((*_WORDS.values(), *_LETTERS.values())))
_DIGIT = re.compile(r"\d")
_AT = _any(
    "الساعة الساعه ساعت في_تمام_الساعة at kl. kl klo ore ora ore_o um om saat в à às as à_las a_las"
)
_AFTER = rf"(?:\s?(?:(?P<half>{_HALF})|uhr|hrs?|h)(?!\w))?"
# Each with characters of which a match has one: searching for these is cheaper.
_TIMES = (
    # 10:30, 10:30:15.123, 10:30 pm, مساء 10:30
    (":", re.compile(
        rf"(?<!\d)(?<!\d[:./])(?:(?P<pre>{_LONG})\s?)?(?P<h>\d{{1,2}})\s?:\s?(?P<m>\d\d)"
        rf"(?:\s?:\s?(?P<s>\d\d?)(?:[.,]\d{{1,9}})?)?(?![\d:]){_AFTER}"
    )),
    # 10h30, 14 h, 10時30分, 10시 30분, 10.30 uhr, الساعة 10.30
    ("h時时點点시", re.compile(
        r"(?<![\w.:/])(?:(?P<pre>" + _LONG + r")\s?)?(?P<h>\d{1,2})\s?[h時时點点시]\s?"
        r"(?:(?P<m>\d\d)(?:min|[分분])?)?(?![^\W_])"
    )),
    ("h", re.compile(r"(?<![\w.:/])(?P<h>\d{1,2})[.](?P<m>\d\d)\s?(?:uhr|h)(?!\w)")),
    (".", re.compile(
        rf"(?<!\w)(?:{_AT})\s?(?P<h>\d{{1,2}})[.](?P<m>\d\d)(?![.,/-]?\d){_AFTER}"
    )),
    # 10 pm, الساعة 10 م, 15 uhr
    ("", re.compile(
        rf"(?<![\w.:/-])(?P<h>\d{{1,2}})\s?(?P<half>{_LONG}|[ap]\.?\s?m\b\.?)(?!\w)"
    )),
    ("ع", re.compile(rf"(?<!\w)الساعه\s?(?P<h>\d{{1,2}})(?![\d:./]){_AFTER}")),
    ("u", re.compile(r"(?<![\w.:/])(?P<h>\d{1,2})\suhr(?!\w)")),
)  # fmt: skip
_SHIFT = r"(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)"
_UTC = _any("gmt utc غرينتش غرينيتش جرينتش جرينيتش قرينتش غرينتش")
_UTC_PARTS = ("gmt", "utc", "نتش")
_ZONE_BEFORE = re.compile(rf"(?:بتوقيت\s|توقيت\s)?(?:{_UTC})(?:\s?{_SHIFT})?(?!\w)")
# A bare minus with a colon may separate two times: 10:30-12:30.
_BARE = re.compile(r"\s?\(?(?P<sign>[+-])(?P<hours>\d\d)(?P<colon>:?)(?P<minutes>\d\d)\)?(?![\d:])")
_NAMED = {
    # RFC 5322, section 4.3, and the names of Europe that mean one thing.
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
}  # fmt: skip
_NAME = re.compile(rf"\s?\(?(?P<name>{'|'.join(_NAMED)}|z)(?!\w)")
_ELSEWHERE = re.compile(
    r"(?<!\w)(?:بتوقيت|بالتوقيت|توقيت|ist|bst|ast|msk|мск|local time)(?!\w)"
    r"|[ap]\.?m\.?,? \(?[ecmp]t(?!\w)"  # ET is «and» in French
)
_ELSEWHERE_PARTS = ("توقيت", "st", "msk", "мск", "local", "et", "ct", "mt", "pt")
_LOCAL = re.compile(r"بالتوقيت المحلي|التوقيت المحلي|local time")


def read_clock(text: str) -> tuple[Clock | None, str]:
    """Return the time of day in a folded text, and the text with times and offsets blanked.

    Two different times give None: one of them belongs to another day or place, or is an end.
    """
    if not _DIGIT.search(text):
        return None, text
    spans: list[tuple[int, int]] = []
    clocks: list[Clock] = []
    zone = _ZONE_BEFORE.search(text) if any(name in text for name in _UTC_PARTS) else None
    named = _shift(zone) if zone else None
    if zone:
        spans.append(zone.span())
    rest = _without(text, spans)
    elsewhere: bool | None = None
    for needed, pattern in _TIMES:
        if needed and not any(sign in rest for sign in needed):
            continue
        done = 0
        for found in pattern.finditer(rest):
            clock = _clock(found)
            start, end = found.span()
            if clock is None or start < done:
                continue  # an offset that the time before it has taken
            offset = named
            tail = _BARE.match(rest, end) or _NAME.match(rest, end)
            if tail and _is_offset(tail, clock):
                offset, end = offset or _shift(tail), tail.end()
            if elsewhere is None:
                elsewhere = not zone and _is_elsewhere(text)
            done = end
            spans.append((start, end))
            clocks.append(Clock(*clock, offset=offset, elsewhere=elsewhere and offset is None))
        if done:
            rest = _without(text, spans)
    only = clocks[0] if len(set(clocks)) == 1 else None
    return only, rest


def _is_elsewhere(text: str) -> bool:
    if not any(part in text for part in _ELSEWHERE_PARTS):
        return False
    return bool(_ELSEWHERE.search(text)) and not _LOCAL.search(text)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _clock(found: re.Match[str]) -> tuple[int, int, int, ClockPrecision] | None:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "m", "s"))
    half = _HALVES.get(parts.get("half") or parts.get("pre") or "")
    hour = _hour(hour, half)
    if hour > 23 or minute > 59 or second > 59:
        return None
    precision: ClockPrecision = (
        "second" if parts.get("s") else "minute" if parts.get("m") else "hour"
    )
    return hour, minute, second, precision


def _hour(hour: int, half: str | None) -> int:
    """Return the hour on the 24-hour clock."""
    if half == "am" or (half == "night" and hour == 12):
        return 0 if hour == 12 else hour
    if hour < 12 and (
        half == "pm" or (half == "noon" and hour < 6) or (half == "night" and hour > 5)
    ):
        return hour + 12
    return hour


def _is_offset(tail: re.Match[str], clock: tuple[int, int, int, str]) -> bool:
    parts = tail.groupdict()
    return not (parts.get("colon") and parts["sign"] == "-" and clock[3] != "second")


def _shift(found: re.Match[str]) -> timezone | None:
    parts = found.groupdict()
    if parts.get("name"):
        return timezone(timedelta(hours=_NAMED.get(parts["name"], 0)))
    if not parts.get("sign"):
        return UTC
    shift = timedelta(hours=int(parts["hours"]), minutes=int(parts["minutes"] or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if parts["sign"] == "-" else shift)
