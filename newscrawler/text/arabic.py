"""Normalisation of text, Arabic above all: one form for reading, one for comparing."""

import re
import unicodedata

_DIGITS = {ord(c): str(i) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(row)}
_SEPARATORS = {ord("٬"): ",", ord("٫"): "."}
_OTHER_DIGITS = re.compile("[٠-٩۰-۹٫٬]")

# Spellings that writers and keyboards vary (Unicode names; Lucene's Arabic and Persian
# normalisers agree). Letters that tell words apart, as پ چ ژ گ ڤ, stay.
_LETTERS = str.maketrans(
    {
        "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
        "ؤ": "و", "ٶ": "و", "ئ": "ي", "ٸ": "ي", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي",
        "ۓ": "ي", "ک": "ك", "ڪ": "ك", "ګ": "گ", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۂ": "ه",
        "ۃ": "ة", "ں": "ن", "ـ": None,
    }
)  # fmt: skip
_WORD = re.compile(r"\w+")
# Zero-width joiners shape Persian words and emoji, so reading keeps them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff]")
# The nonspacing marks (Mn) of the Arabic blocks.
_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0897-\u089f\u08ca-\u08e1\u08e3-\u08ff]"
)


def clean(text: str) -> str:
    """Return a text as a reader sees it: NFC, single spaces, no invisible characters."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(_CONTROL.sub("", _INVISIBLE.sub("", text)).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def ascii_digits(text: str) -> str:
    """Return a text with Arabic-Indic and Persian digits and separators as ASCII ones."""
    if text.isascii() or not _OTHER_DIGITS.search(text):
        return text  # translating is slow
    return text.translate(_DIGITS).translate(_SEPARATORS)


def fold_letters(text: str, *, ta_marbuta: bool = False) -> str:
    """Return a text with one form for each letter; spaces and punctuation stay.

    Case, compatibility forms (NFKC), Arabic vowel marks, tatweel and invisible characters are
    gone; variants of Arabic letters are one; digits are ASCII. `ta_marbuta` also makes ة and ه
    one.
    """
    if not text.isascii():
        text = _JOINERS.sub("", _INVISIBLE.sub("", text))
        # Case folding can undo the composition that NFKC made, hence the second pass.
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if _ARABIC.search(text):
            text = _MARKS.sub("", ascii_digits(text).translate(_LETTERS))
            text = text.replace("ة", "ه") if ta_marbuta else text
        return text
    return text.casefold()


def fold(text: str, *, ta_marbuta: bool = False) -> str:
    """Return the words of a text in the form for comparison, joined by single spaces.

    Folds letters as `fold_letters` and drops the punctuation; `ta_marbuta` is for search.
    Idempotent.
    """
    return " ".join(_WORD.findall(fold_letters(text, ta_marbuta=ta_marbuta)))


def is_rtl(text: str) -> bool:
    """Tell whether the first letter with a direction goes right to left (UAX #9, P2)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
