"""View counts as pages print them."""

import re

from newscrawler.text.arabic import ascii_digits, clean, fold

_LABEL = re.compile(
    r"مشاهد|زيار|قراء|قرائ|اطلاع|views?|visits?|reads?|hits|vues|lectures|просмотр|прочтен|"
    r"goruntul|görüntül|okunma|izlenme|aufrufe|visitas|vistas|lecturas|بازديد|نمايش"
)
_DECOY = re.compile(r"الاكثر|اكثر|most|top|trending|popular|meistgelesen|en cok|plus lus|mas leid")
_NUMBER = re.compile(r"(?<![\d.,-])\d+(?:[.,\u00a0\u202f ']\d{3})*(?:[.,]\d+)?(?![\d.,]*\d)")
_UNIT = re.compile(
    r"\s*(?:(k|тыс|bin|tys|الف|الاف|هزار|tsd)|(m|mio|mln|млн|million\w*|مليون|ملايين|milyon))\b"
)
_ONE, _TWO = (
    re.compile(r"\b(?:مشاهده|مشاهدة|زيارة|قراءة)\s+واحدة?\b"),
    re.compile(r"(?:مشاهدتان|مشاهدتين|زيارتان|زيارتين)"),
)


def parse_count(text: str) -> int | None:
    """Return the count in the text of a view counter, or None.

    ``744 مشاهدات``, ``٤٬٣٢١ زيارة``, ``Post Views: 1.432``, ``212.3k views``, ``1,2 Mio``. A text
    that heads a list (``الأكثر مشاهدة``) or holds several numbers and no label has none.
    """
    plain = ascii_digits(clean(text)).casefold()
    folded = fold(plain)
    if not plain or len(plain) > 120 or _DECOY.search(folded):
        return None
    if _TWO.search(plain):
        return 2
    if _ONE.search(plain):
        return 1
    numbers = list(_NUMBER.finditer(plain))
    labels = [m.start() for m in _LABEL.finditer(plain)] or ([0] if _LABEL.search(folded) else [])
    if not numbers or (len(numbers) > 1 and not labels):
        return None
    if re.search(r"-\s*\d", plain):
        return None
    # With several numbers, the one that stands nearest to the label is its own.
    best = min(
        numbers,
        key=lambda m: min((min(abs(m.end() - x), abs(m.start() - x)) for x in labels), default=0),
    )
    return _value(best[0], plain[best.end() :])


def _value(digits: str, rest: str) -> int | None:
    unit = _UNIT.match(_unit_text(rest))
    if unit is None:
        # A separator before three digits groups thousands; any other makes no count.
        groups = re.split(r"[.,\u00a0\u202f ']", digits)
        if any(len(group) != 3 for group in groups[1:]):
            return None
        return int("".join(groups))
    factor = 1_000 if unit[1] else 1_000_000
    whole = re.sub(r"[\u00a0\u202f ']", "", digits)
    if whole.count(",") + whole.count(".") > 1:
        return None
    return round(float(whole.replace(",", ".")) * factor)


def _unit_text(rest: str) -> str:
    return rest[:12].replace("آ", "ا").replace("أ", "ا")
