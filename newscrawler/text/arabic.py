"""Arabic letters and digits: one form for reading, one for comparing."""

import re
import unicodedata

_DIGITS = {ord(c): str(i) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(row)}
_SEPARATORS = {ord("٬"): ",", ord("٫"): "."}

# Spellings that writers and keyboards vary (Unicode names; Lucene's Arabic normaliser agrees).
_LETTERS = str.maketrans(
    {
        "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
        "ؤ": "و", "ئ": "ي", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي",
        "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه",
        "ـ": None,
    }
)  # fmt: skip
_WORD = re.compile(r"\w+")
# Zero-width joiners shape Persian words and emoji, so reading keeps them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a text as a reader sees it: NFC, single spaces, nothing invisible."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def ascii_digits(text: str) -> str:
    """Return a text with Arabic-Indic and Persian digits and separators as ASCII ones."""
    return text.translate(_DIGITS).translate(_SEPARATORS)


def fold(text: str, *, ta_marbuta: bool = False) -> str:
    """Return the words of a text in the form for comparison, joined by single spaces.

    In any language: case, compatibility forms, marks of Arabic vowels, tatweel, invisible
    characters and punctuation are gone; Arabic letters that writers vary are one; digits are
    ASCII. `ta_marbuta` also makes ة and ه one, for search. Idempotent.
    """
    text = _JOINERS.sub("", _INVISIBLE.sub("", text))
    # Case folding can undo the composition that NFKC made, hence the second pass.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = ascii_digits(text).translate(_LETTERS)
    if ta_marbuta:
        text = text.replace("ة", "ه")
    text = "".join(c for c in text if not _is_arabic_mark(c))
    return " ".join(_WORD.findall(text))


def is_rtl(text: str) -> bool:
    """Tell whether the first letter with a direction goes right to left (UAX #9, P2)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def _is_arabic_mark(char: str) -> bool:
    return "\u0610" <= char <= "\u08ff" and unicodedata.category(char) == "Mn"
