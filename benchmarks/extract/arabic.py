"""Which dates and counts of Arabic pages are read, and how fast, beside other readers of dates?

    python -m benchmarks.extract.arabic [FOLDER]    where the peers' environments are; or temporary

Each peer gets an environment of its own. dateparser gets the text, with Arabic alone and with its
defaults, and its better answer counts; htmldate and trafilatura, which read pages, get it where an
article prints its date. A day is right if it is the day, and "–" is right where there is none.
"""

import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from newscrawler.text.dates import parse_date
from newscrawler.text.terminal import table
from newscrawler.text.view_counts import parse_count

NOW = datetime(2020, 12, 31, 12, 0, tzinfo=UTC)
"""When all the pages were captured."""

# The form, and its day (None: no day can be told).
DATES: list[tuple[str, str | None]] = [
    ("21 ديسمبر، 2017", "2017-12-21"), ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07"),
    ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24"),
    ("17 مارس/ آذار 2020", "2020-03-17"), ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01"),
    ("8 فيفري 2019", "2019-02-08"), ("11 شوال 1441هـ - 03 يونيو 2020م", "2020-06-03"),
    ("2020/12/25 - 1:59 صباحًا", "2020-12-25"), ("ديسمبر 25, 2020", "2020-12-25"),
    ("GMT 17:27 17.03.2020", "2020-03-17"),
    ("28 آب/اغسطس 2013، آخر تحديث 29 آب/اغسطس 2013", "2013-08-28"),
    ("الخميس 7/3/1429 هـ - الموافق 13/3/2008 م", "2008-03-13"),
    ("19 تشرين الأوّل / أكتوبر 2012 01:51 صباحاً", "2012-10-19"), ("3 نونبر 2019", "2019-11-03"),
    ("05 جانفي 2020", "2020-01-05"), ("12 جويلية 2020", "2020-07-12"),
    ("30 غشت 2020", "2020-08-30"), ("قبل 12 دقيقة", "2020-12-31"), ("منذ ساعتين", "2020-12-31"),
    ("منذ 3 ساعات و 5 دقائق", "2020-12-31"), ("منذ 5 شهر و 19 يوم", None), ("أمس", "2020-12-30"),
    ("أمس الساعة 10:30 م", "2020-12-30"), ("منذ 11 يومًا", "2020-12-20"), ("منذ أسبوعين", None),
    ("5 كانون الثاني 2020", "2020-01-05"), ("5 شباط 2020", "2020-02-05"),
    ("5 آذار 2020", "2020-03-05"), ("5 أيار 2020", "2020-05-05"), ("5 حزيران 2020", "2020-06-05"),
    ("5 تموز 2020", "2020-07-05"), ("5 أيلول 2020", "2020-09-05"),
    ("5 تشرين الثاني 2020", "2020-11-05"), ("5 كانون الأول 2019", "2019-12-05"),
    ("5 أفريل 2020", "2020-04-05"), ("5 جوان 2020", "2020-06-05"), ("5 أوت 2020", "2020-08-05"),
    ("5 يوليوز 2020", "2020-07-05"), ("5 شتنبر 2020", "2020-09-05"),
    ("5 دجنبر 2019", "2019-12-05"), ("5 ابريل 2020", "2020-04-05"),
    ("5 إبريل 2020", "2020-04-05"), ("5 يونية 2020", "2020-06-05"),
    ("نيسان / أبريل 5، 2020", "2020-04-05"), ("5 آب (أغسطس) 2020", "2020-08-05"),
    ("5 مارس / أبريل 2020", None), ("الخميس 7/3/1429 هـ", "2008-03-15"),
    ("11 شوال 1441هـ", "2020-06-03"), ("١٤٤١/١٠/١١", "2020-06-03"),
    ("١ رمضان ١٤٤١", "2020-04-24"), ("03/04/2020", "2020-04-03"),
    ("13-04-2020 10:30", "2020-04-13"), ("٢٠٢٠/٠٤/٠٣", "2020-04-03"),
    ("آخر تحديث: 5 مايو 2020", None), ("31 فبراير 2020", None), ("1 يناير، 1970", None),
    ("ديسمبر 2017", None), ("03/04/20", None), ("3 نونبر", None),
    ("© 2020 جميع الحقوق محفوظة", None), ("الساعة 10:30 مساءً، 5 مايو 2020", "2020-05-05"),
    ("5 مايو 2020 بتوقيت غرينتش 23:30", "2020-05-05"),
]  # fmt: skip
COUNTS: list[tuple[str, int | None]] = [
    ("744 مشاهدات", 744), ("1 مشاهدة", 1), ("مشاهدة واحدة", 1), ("مشاهدتان", 2),
    ("3223 زيارة", 3223), ("عدد المشاهدات : 55", 55), ("٤٬٣٢١ زيارة", 4321),
    ("1,234 قراءة", 1234), ("المشاهدات: ٩٨٧", 987), ("3 آلاف مشاهدة", 3000),
    ("٣٫٥ ألف مشاهدة", 3500), ("1.2 مليون مشاهدة", 1200000), ("شوهد 55 مرة", 55),
    ("744 مشاهدات 3 تعليقات", 744), ("تعليقات 3 مشاهدات 744", 744),
    ("5 مايو 2020 مشاهدات 744", 744), ("212.3k views", 212300), ("Post Views: 1.432", 1432),
    ("просмотров: 173", 173), ("1 234 vues", 1234), ("1,2 Mio Aufrufe", 1200000),
    ("۱۲۳۴ بازدید", 1234), ("مشاهدات عالية", None), ("الأكثر مشاهدة 12", None),
    ("الأكثر قراءة", None), ("قراءة 3 دقائق", None), ("12 تعليقا", None), ("1.23 views", None),
]  # fmt: skip

PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">
<title>عنوان الخبر</title></head>
<body><header><a href="/">الرئيسية</a></header><article><h1>عنوان الخبر</h1>
<div class="post-date">{}</div><p>{}</p></article><footer>صحيفة</footer></body></html>"""
BODY = "قال مسؤول في المدينة إن الأعمال سوف تنتهي قريبا، وإن السكان يعودون إلى بيوتهم. " * 8

_DATEPARSER = """
import dateparser, json, sys, time, warnings
from datetime import datetime
warnings.simplefilter("ignore")
forms, now, _ = json.load(sys.stdin)
base = {"RELATIVE_BASE": datetime.fromisoformat(now).replace(tzinfo=None)}
def read(text, languages):
    try:
        found = dateparser.parse(text, languages=languages, settings=base)
    except Exception:
        return None
    return found.date().isoformat() if found else None
arabic = [read(text, ["ar"]) for text in forms]
start = time.perf_counter()
for text in forms:
    read(text, ["ar"])
spent = time.perf_counter() - start
json.dump([[[a, read(text, None)] for a, text in zip(arabic, forms)], spent], sys.stdout)
"""
_HTMLDATE = """
import json, sys
from htmldate import find_date
_, now, pages = json.load(sys.stdin)
days = [[find_date(page, original_date=True, max_date=now[:10])] for page in pages]
json.dump([days, 0], sys.stdout)
"""
_TRAFILATURA = """
import json, sys
from trafilatura import extract_metadata
_, now, pages = json.load(sys.stdin)
dates = {"original_date": True, "extensive_search": True, "max_date": now[:10]}
found = [extract_metadata(page, date_config=dates) for page in pages]
json.dump([[[document.date if document else None] for document in found], 0], sys.stdout)
"""
PEERS = {
    "dateparser": (_DATEPARSER, ["dateparser"]),
    "htmldate": (_HTMLDATE, ["htmldate"]),
    "trafilatura": (_TRAFILATURA, ["trafilatura", "lxml_html_clean"]),
}


def ask(name: str, folder: Path) -> tuple[list[list[str | None]], float] | None:
    """Return a peer's answers to all dates and the seconds that it took, or None without it."""
    script, packages = PEERS[name]
    python = folder / name / "bin" / "python"
    pages = [PAGE.format(text, BODY) for text, _ in DATES]
    try:
        if not python.exists():
            venv.create(folder / name, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True,
                       capture_output=True)  # fmt: skip
        said = subprocess.run(
            [python, "-c", script], check=True, capture_output=True, text=True, encoding="utf-8",
            input=json.dumps([[text for text, _ in DATES], NOW.isoformat(), pages]),
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", None) or str(error)
        print(f"{name} left out: {str(why).strip().splitlines()[-1]}", file=sys.stderr)
        return None
    answers, spent = json.loads(said.stdout)
    return answers, spent


def ours() -> tuple[list[list[str | None]], float]:
    """Return our answers and the seconds that they took, once the tables are built."""
    stamps = [parse_date(text, language="ar", captured_at=NOW) for text, _ in DATES]
    start = time.perf_counter()
    for text, _ in DATES:
        parse_date(text, language="ar", captured_at=NOW)
    spent = time.perf_counter() - start
    return [[stamp.moment.date().isoformat() if stamp else None] for stamp in stamps], spent


def verdict(answers: Sequence[str | int | None], expected: str | int | None) -> str:
    """Return whether one of a reader's answers is right, or what is wrong with them."""
    if expected in answers:
        return "right"
    return "wrong" if any(answer is not None for answer in answers) else "none"


def main() -> None:
    """Print a row for each form, then totals and speed."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir()) / "newscrawler-peers"
    asked = {name: ask(name, folder) for name in PEERS}
    readers = {"ours": ours()} | {name: said for name, said in asked.items() if said}
    verdicts = {
        name: [verdict(a, day) for a, (_, day) in zip(answers, DATES, strict=True)]
        for name, (answers, _) in readers.items()
    }
    rows = [
        [text, day, *(said[at] for said in verdicts.values())]
        for at, (text, day) in enumerate(DATES)
    ]
    print(table(["date", "day", *verdicts], rows))
    counts = [verdict([parse_count(text)], count) for text, count in COUNTS]
    shown = [[*pair, said] for pair, said in zip(COUNTS, counts, strict=True)]
    print("\n" + table(["count", "views", "ours"], shown))
    print()
    for name, said in (*verdicts.items(), ("ours, counts", counts)):
        total = "  ".join(f"{word} {said.count(word):3}" for word in ("right", "wrong", "none"))
        print(f"{name:14}{total}  of {len(said)}")
    print("The peers read no counts.")
    if "dateparser" in readers:
        mine, theirs = (len(DATES) / readers[name][1] for name in ("ours", "dateparser"))
        ratio = f"{mine / theirs:.1f} times its speed"
        print(f"dates/s: ours {mine:.0f}, dateparser (Arabic alone) {theirs:.0f}: {ratio}")


if __name__ == "__main__":
    main()
