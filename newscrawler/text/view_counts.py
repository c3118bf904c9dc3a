"""View counts as pages print them: labels, digits and units of many languages."""

import re
from collections.abc import Iterable
from itertools import pairwise

from newscrawler.text.arabic import clean, fold_letters
from newscrawler.text.dates.months import MAX_WORDS, months_named
from newscrawler.text.dates.relative import is_time_unit
from newscrawler.text.dates.time_of_day import read_clock

MAX_LENGTH = 120
"""Characters; longer texts are prose."""
_MAX_BETWEEN = 3
"""Words between a label and its number: «مشاهدات هذا المقال 55»."""


def _any(patterns: str) -> str:
    """Return a regex of folded alternatives; «_» is a space."""
    return "|".join(fold_letters(pattern, ta_marbuta=True) for pattern in patterns.split()).replace(
        "_", r"\s"
    )


# Whole words; ال and ل before Arabic ones.
_VIEWS = _any(r"""
    (?:ال|لل|و)?(?:مشاهدة|مشاهدات|زيارة|زيارات|قراءة|قراءات|قرائة)
    (?:ال|لل|و)?(?:اطلاع|مطالعة|مطالعات|تصفح)
    (?:شوهد|شاهده|قرئ|قرأه)
    (?:page_?|post_?)?views visits (?<=\d\s)(?:view|visit) (?:view|visit)(?=\s?:)
    reads hits readers times_read read(?=\s?:) viewed
    vues? lectures? visites? consultations? visualisations?
    بازدید(?:ها)? بازدیدکننده نمایش مشاهده خوانده_شده پڑھا_گیا مناظر
    görüntülen?me(?:ler)? görüntüleme okun(?:ma|du) izlen(?:me|di) okunma_sayısı
    просмотр(?:а|ов|ы|ено)? прочтени[йяе] прочитано прочитали показ(?:а|ов) перегляд(?:и|ів)?
    прегледа прегледи
    (?:seiten)?aufrufe? ansichten klicks zugriffe mal_gelesen gelesen
    visitas? vistas? lecturas? visualizaciones reproducciones
    visualizaç(?:ão|ões) leituras? acessos? visualizzazion[ei] letture
    wyświetle(?:ń|nia|nie) odsłon(?:y|a)? odczytów weergaven keer_(?:bekeken|gelezen)
    visningar? visninger vizualizări προβολές αναγνώσεις צפיות קריאות dibaca dilihat lượt_xem
    zobrazení megtekintés(?:ek)?
""")
_UNSPACED_VIEWS = r"浏览|瀏覽|阅读|閱讀|点击|點擊|閲覧|조회"
_OTHERS = _any(r"""
    (?:ال)?(?:تعليق|تعليقات|تعليقا|مشاركة|مشاركات|اعجاب|إعجابات|متابع|متابعين|رد|ردود)
    (?:ال)?(?:صور|صورة|فيديو)
    comments? shares? likes? replies followers? votes? photos? images?
    commentaires? partages? kommentare?
    comentarios? comentários? compartid[oa]s? commenti condivisioni комментари[йяев]+ коментар\w*
    yorum paylaşım نظر دیدگاه komentarz\w* reacties retweets? tweets?
""")
_LISTS = _any(r"""
    الأكثر أكثر الاعلي most top trending popular best meistgelesen\w* meist en_çok
    plus_lus? plus_vus? les_plus más_\w+ mais_\w+ più_\w+ самые популярн\w*
    پربازدید\w* پرمخاطب\w* najczęściej meest المزيد more اقرأ اقرا
    reading_time lesezeit مدة_القراءة وقت_القراءة زمن_القراءة min(?:ute)?s?_read
""")
_NO_COUNTER = re.compile(rf"(?<!\w)(?:{_LISTS})(?!\w)")
"""Headings of rankings, and labels of reading times."""
_LABEL = re.compile(
    rf"(?<!\w)(?:(?P<views>{_VIEWS})|(?P<other>{_OTHERS}))(?!\w)|(?P<views_>{_UNSPACED_VIEWS})"
)
_GROUPED = r"\d{1,3}(?:(?P<g>[.,'’، ])\d{3})(?:(?P=g)\d{3})*|\d{1,2}(?:,\d\d)+,\d{3}"
_NUMBER = re.compile(
    rf"(?<![\d.,:/%-])(?<!\d - )(?:(?P<grouped>{_GROUPED})|(?P<plain>\d+(?:[.,]\d+)?))"
    r"(?![\d%/:]|[.,'’،]\d|\s?-\s?\d)"
)
_UNITS = {
    fold_letters(word): factor
    for factor, words in (
        (1_000, "k тыс тис хил bin tys tsd mil mila rb ribu الف ألفا آلاف هزار هزاران 千 천"),
        (10_000, "万 萬 만"),
        (1_000_000, """
            m mio mln млн million millions millionen millones milhões milioni milyon jt juta
            مليون مليونا ملايين میلیون
        """),
    )
    for word in words.split()
}  # fmt: skip
_WORD = re.compile(r"\s?([^\W\d_]+)")
_ONE, _TWO = (
    re.compile(rf"(?<!\w)(?:{_any(words)})(?!\w)")
    for words in (
        "(?:مشاهدة|زيارة|قراءة)_واحدة",
        "(?:مشاهدتان|مشاهدتين|زيارتان|زيارتين|قراءتان|قراءتين)",
    )
)
_DAY = re.compile(r"\d{1,4}\s?([/.-])\s?\d{1,2}\s?\1\s?\d{2,4}(?!\d)")
_NAMED_DAY = re.compile(
    r"(?P<d>\d{1,2})\W{1,3}(?P<name>[^\W\d_]+(?:\s[^\W\d_]+)?)\W{1,3}(?:19|20)\d\d(?!\d)"
    r"|(?P<name2>[^\W\d_]+)\W{1,3}\d{1,2}\W{1,3}(?:19|20)\d\d(?!\d)"
)


def parse_count(text: str) -> int | None:
    """Return the count in the text of a view counter, or None.

    ``744 مشاهدات``, ``٤٬٣٢١ زيارة``, ``Post Views: 1.432``, ``212.3k views``, ``1,2 Mio``. A bare
    number is a count; beside other words it needs a label of views. The heading of a ranking
    (``الأكثر مشاهدة``) and the count of anything else give None.
    """
    plain = _folded(text)
    if plain is None or _NO_COUNTER.search(plain):
        return None
    if _TWO.search(plain):
        return 2
    if _ONE.search(plain):
        return 1
    plain = _without_dates(plain)
    labels = list(_LABEL.finditer(plain))
    numbers = [found for found in _NUMBER.finditer(plain) if not _is_duration(found, plain)]
    if not labels:
        bare = len(numbers) == 1 and not _words_beside(numbers[0], plain)
        return _value(numbers[0], plain) if bare else None
    for label in labels:
        if label["views"] or label["views_"]:
            number = _number_of(label, labels, numbers, plain)
            if number:
                return _value(number, plain)
    return None


def is_view_label(text: str) -> bool:
    """Tell whether a short text is a label of views, with the count or without it."""
    plain = _folded(text)
    if plain is None or _NO_COUNTER.search(plain):
        return False
    labelled = any(m["views"] or m["views_"] for m in _LABEL.finditer(plain))
    durations = [_is_duration(number, plain) for number in _NUMBER.finditer(plain)]
    has_label = labelled or _ONE.search(plain) or _TWO.search(plain)
    return bool(has_label) and not (durations and all(durations))


def may_label_views(texts: Iterable[str]) -> bool:
    """Tell whether one of many texts may be a label of views: one search in all at once.

    Most pages have none, and a search in each text costs ten times as much.
    """
    plain = fold_letters("\n".join(texts), ta_marbuta=True)
    labelled = any(m["views"] or m["views_"] for m in _LABEL.finditer(plain))
    return labelled or bool(_ONE.search(plain) or _TWO.search(plain))


def _folded(text: str) -> str | None:
    shown = clean(text)
    return fold_letters(shown, ta_marbuta=True) if 0 < len(shown) <= MAX_LENGTH else None


def _number_of(
    label: re.Match[str],
    labels: list[re.Match[str]],
    numbers: list[re.Match[str]],
    plain: str,
) -> re.Match[str] | None:
    """Return the number that belongs to a label: the next one, or the one before.

    If there are both, a colon decides, else whether the row begins with a label.
    """
    row = sorted([*labels, *numbers], key=lambda found: found.start())
    at = row.index(label)
    before = row[at - 1] if at and row[at - 1] in numbers else None
    after = row[at + 1] if at + 1 < len(row) and row[at + 1] in numbers else None
    if before and _are_far_apart(plain[before.end() : label.start()]):
        before = None
    if after and _are_far_apart(plain[label.end() : after.start()]):
        after = None
    if before and after:
        colon = ":" in plain[label.end() : after.start()]
        return after if colon or row[0] in labels else before
    return before or after


def _are_far_apart(between: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", between)) > _MAX_BETWEEN


def _is_duration(number: re.Match[str], plain: str) -> bool:
    word = _WORD.match(plain, number.end())
    return bool(word and word[1] not in _UNITS and is_time_unit(word[1]))


def _words_beside(number: re.Match[str], plain: str) -> bool:
    rest = plain[: number.start()] + " " + plain[number.end() :]
    return any(word not in _UNITS for word in re.findall(r"[^\W\d_]+|\d+", rest))


def _without_dates(plain: str) -> str:
    _, rest = read_clock(plain)
    return _NAMED_DAY.sub(_blank, _DAY.sub(" ", rest))


def _blank(found: re.Match[str]) -> str:
    words = (found["name"] or found["name2"]).split()
    names = {*words, " ".join(words[:MAX_WORDS]), *(" ".join(pair) for pair in pairwise(words))}
    return " " if any(months_named(name, None) for name in names) else found[0]


def _value(number: re.Match[str], plain: str) -> int | None:
    word = _WORD.match(plain, number.end())
    factor = _UNITS.get(word[1]) if word else None
    if number["grouped"]:
        # «1.432K» is 1,432 or 1,432,000.
        return int(re.sub(r"\D", "", number["grouped"])) if factor is None else None
    whole = number["plain"].replace(",", ".")
    if factor is None:
        return int(whole) if "." not in whole else None
    return round(float(whole) * factor)
