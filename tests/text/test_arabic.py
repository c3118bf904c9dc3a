import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.arabic import ascii_digits, clean, fold, fold_letters, is_rtl


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("الأخبار", "الاخبار"), ("مُدَرِّسَة", "مدرسة"), ("قـــال", "قال"), ("ﻻ إله", "لا اله"),
        ("على", "علي"), ("٢٠١٧", "2017"), ("CAFÉ", "café"), ("«نص»، ثم", "نص ثم"),
        ("می‌خواهم", "میخواهم"), ("آخر إسلام ٱلله", "اخر اسلام الله"), ("مؤتمر", "موتمر"), ("شاطئ", "شاطي"),
        ("ﺍﻟﻌﺮﺑﻴﺔ", "العربية"), ("ﷲ", "الله"), ("کتاب یک", "كتاب يك"), ("ہے", "هي"), ("خانهٔ", "خانه"),
        ("میں", "مین"), ("\u202bنص\u202c", "نص"), ("\u200fنص\u061c", "نص"), ("نص\ufeff", "نص"), ("۱۲۳", "١٢٣"),
        ("قُرْآن", "قران"), ("رحمٰن", "رحمن"),
    ],
)  # fmt: skip
def test_spellings_fold_to_one(written: str, other: str) -> None:
    assert fold(written) == fold(other)


@pytest.mark.parametrize(
    ("a", "b"), [("كتب", "كتاب"), ("مدرسة", "مدرسه"), ("sun", "son"), ("باب", "پاپ"), ("گل", "كل")]
)
def test_words_stay_apart(a: str, b: str) -> None:
    assert fold(a) != fold(b)


def test_for_search_ta_marbuta_and_ha_are_one() -> None:
    assert fold("مدرسة", ta_marbuta=True) == fold("مدرسه", ta_marbuta=True)


def test_folded_letters_keep_their_punctuation() -> None:
    assert fold_letters("«أَخبار»، ١٬٢٣٤٫٥ — OK!") == "«اخبار»، 1,234.5 — ok!"


@given(st.text(), st.booleans())
def test_letters_fold_to_what_folds_to_itself(text: str, ta_marbuta: bool) -> None:
    once = fold_letters(text, ta_marbuta=ta_marbuta)
    assert fold_letters(once, ta_marbuta=ta_marbuta) == once


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_is_idempotent_and_in_nfc(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.integers(0, 10**12))
def test_digits(number: int) -> None:
    eastern = str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert ascii_digits(eastern) == str(number)


def test_direction_is_that_of_the_first_letter() -> None:
    assert is_rtl("«123» عربي then English")
    assert not is_rtl("123 English ثم عربي")
