"""Language identification: by script, by letters that few languages have, by CLD3.

And the choice of a page's language, where its declarations and its text differ.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import gcld3

_SAMPLE = 400
"""Characters that are examined; more change nothing, and CLD3 takes 0.1 ms for these."""
_SURE = 0.9
_LIKELY = 0.7
_MANY = 80
"""CLD3's own probability must be `_LIKELY` for `_MANY` letters to be believed, `_SURE` for fewer:
titles make it rash. Only where it is sure of many does it contradict a page's declaration."""
_FEW = 10
"""Letters from which CLD3 is used."""
_CLEARLY = 20
"""Letters of another script that contradict a page's declaration."""

_SCRIPTS = (
    ("Latn", "0041-005a 0061-007a 00c0-024f 1e00-1eff"), ("Grek", "0370-03ff 1f00-1fff"),
    ("Cyrl", "0400-052f"), ("Armn", "0530-058f"), ("Hebr", "0590-05ff fb1d-fb4f"),
    ("Arab", "0600-06ff 0750-077f 0870-08ff fb50-fdff fe70-fefc"), ("Syrc", "0700-074f"),
    ("Thaa", "0780-07bf"), ("Nkoo", "07c0-07ff"), ("Deva", "0900-097f"), ("Beng", "0980-09ff"),
    ("Guru", "0a00-0a7f"), ("Gujr", "0a80-0aff"), ("Orya", "0b00-0b7f"), ("Taml", "0b80-0bff"),
    ("Telu", "0c00-0c7f"), ("Knda", "0c80-0cff"), ("Mlym", "0d00-0d7f"), ("Sinh", "0d80-0dff"),
    ("Thai", "0e00-0e7f"), ("Laoo", "0e80-0eff"), ("Tibt", "0f00-0fff"), ("Mymr", "1000-109f"),
    ("Geor", "10a0-10ff"), ("Ethi", "1200-139f"), ("Khmr", "1780-17ff"), ("Mong", "1800-18af"),
    ("Tfng", "2d30-2d7f"), ("Kana", "3040-30ff"), ("Hani", "3400-9fff"), ("Hang", "ac00-d7af"),
)  # fmt: skip
_BLOCKS = {
    block: script
    for script, spans in _SCRIPTS
    for span in spans.split()
    for block in range(int(span[:4], 16) >> 4, (int(span[5:], 16) >> 4) + 1)
}
# Languages that alone, or nearly, are printed in a script.
_ONLY = {
    "Grek": "el", "Armn": "hy", "Hebr": "he", "Thaa": "dv", "Beng": "bn", "Guru": "pa",
    "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml",
    "Sinh": "si", "Thai": "th", "Laoo": "lo", "Tibt": "bo", "Mymr": "my", "Geor": "ka",
    "Ethi": "am", "Khmr": "km", "Kana": "ja", "Hani": "zh", "Hang": "ko", "Syrc": "syr",
    "Nkoo": "nqo", "Mong": "mn", "Tfng": "zgh",
}  # fmt: skip
# The other languages of a script; a language named nowhere is in Latin letters.
_USED_BY = {
    "Cyrl": "ru uk be bg mk ky tg tt ba cv os ab ce kv av sr uz kk bs sh mn az",
    "Arab": "ar fa ur ps ug arz ary apc azb ku ms ha sd ks az pa", "Beng": "as", "Ethi": "ti",
    "Deva": "hi mr ne sa bho mai sd ks", "Hani": "ja ko yue nan", "Hebr": "yi",
    "Latn": "sr uz kk bs sh ku ms ha az mn nan",
}  # fmt: skip

# Letters that distinguish languages of one script; the first group with enough of them decides,
# and a group without a language leaves it to CLD3.
_LETTERS = {
    "Arab": (
        ("sd", "ڄڃٻڀٺٿڊڏڌڍڙڳڱڻڪڦ"), ("ps", "ښږځڅړډټڼۍګ"), ("ug", "ۇۈۋې"), ("ku", "ێڵڕ"),
        ("ur", "ٹڈڑںےہ"),
    ),
    "Cyrl": (
        ("ba", "ҙҡҫ"), ("tt", "җ"), ("tg", "ҷӣӯ"), ("", "әғқңөұүһҳ"),
        ("mk", "ѓќѕ"), ("sr", "ђћљњџј"), ("be", "ў"), ("uk", "їєґі"), ("ru", "ыэё"),
    ),
    "Hebr": (("yi", "װױײ\u05b7\u05b8\ufb2e\ufb2f"),),
    "Ethi": (("ti", "ኣቐቕ"),),
    "Beng": (("as", "ৰৱ"),),
}  # fmt: skip
# The least share of such letters: Ukrainian has 1 in 12, Urdu 1 in 6.
_ONE_IN = 50
_PERSIAN = "پچژگکی"
# The words that either language uses most; Persian may be typed with Arabic ي and ك.
_WORDS = {
    "ar": "في من على إلى الى أن ان التي الذي عن مع هذا هذه بعد كان قال ما لا بين قد كما",
    "fa": "و که كه از به در این اين است را با های هاي برای براي می مي شد شده کرد كرد آن یک يك تا",
}
_WORD = re.compile(r"\w+")

# CLD3's tags where they are not ours, and tags that pages use.
_SAME = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "fil": "tl", "nb": "no", "nn": "no",
    "jp": "ja", "kr": "ko", "cn": "zh", "gr": "el", "ua": "uk", "cz": "cs", "dk": "da",
    "ckb": "ku", "kmr": "ku", "prs": "fa", "pes": "fa", "arb": "ar", "mo": "ro",
    "arabic": "ar", "العربية": "ar", "عربي": "ar", "english": "en", "persian": "fa",
    "farsi": "fa", "فارسی": "fa", "urdu": "ur", "kurdish": "ku", "hebrew": "he",
    "turkish": "tr", "french": "fr", "german": "de", "spanish": "es", "russian": "ru",
    "ara": "ar", "eng": "en", "fas": "fa", "per": "fa", "urd": "ur", "fra": "fr", "fre": "fr",
    "deu": "de", "ger": "de", "spa": "es", "rus": "ru", "tur": "tr", "heb": "he", "kur": "ku",
}  # fmt: skip
# ISO 639-1, and the languages without a code there that news is printed in.
_ISO_639 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na ne ng nl no nr nv ny oc oj om or os pa "
    "pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te "
    "tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "arz ary apc azb yue nan ceb gsw nds hsb dsb ast szl hmn haw nqo zgh kab syr pap tet bho "
    "mai"
)
_TAGS = frozenset(_ISO_639.split())
# So similar that CLD3 does not contradict a page.
_CLOSE = tuple(
    frozenset(group.split())
    for group in (
        "id ms jv su", "hr bs sr sh sl", "da no sv", "cs sk", "gl pt es ca oc ast", "lb de gsw nds",
        "af nl fy li", "zu xh ss nr", "mk bg", "az tr tk uz", "hi mr ne bho mai sa", "ga gd",
        "ru uk be", "fi et", "ar arz ary apc", "it co sc", "tl ceb", "zh yue nan", "ur pa ks",
        "kk ky tt ba",
    )
)  # fmt: skip


class Choice(NamedTuple):
    """A page's language, its rule, and the first (rule, tag) that disagrees."""

    tag: str | None
    rule: str
    disagreement: tuple[str, str] | None = None


def tag_of(declared: str) -> str | None:
    """Return the primary subtag of a declaration (``ar-EG``, ``ar_AR``, ``Arabic``), or None."""
    primary = re.split(r"[-_,; ]", declared.strip().lower(), maxsplit=1)[0]
    tag = _SAME.get(primary, primary)
    return tag if tag in _TAGS else None


def identify(text: str, hints: Iterable[str] = ()) -> str | None:
    """Return the language of a text, or None where it is too short or too mixed.

    `hints` are declared tags; one of them wins over a close relative (no, da; hr, sr).
    """
    found = _look(text)
    if found is None:
        return None
    named = next((tag for tag in hints if _are_close(tag, found.tag)), None)
    return named or (found.tag if found.is_likely else None)


def choose(declared: Sequence[tuple[str, str]], text: str) -> Choice:
    """Choose a page's language among declared (rule, tag) pairs, the most trusted first.

    The rule ``profile`` always wins. Otherwise the first counts that the text does not
    contradict, by its script, or by many letters and words; else the text's own language.
    """
    tags = [(rule, tag) for rule, label in declared for tag in [tag_of(label)] if tag]
    found = _look(text)
    if found and not found.is_likely:
        found = None
    for rule, tag in tags:
        against = found is not None and found.contradicts(tag)
        if rule == "profile" or not against:
            others = [(r, t) for r, t in tags if not _are_close(t, tag)]
            if found and against:
                others.insert(0, ("text", found.tag))
            return Choice(tag, rule, others[0] if others else None)
    return Choice(found.tag if found else None, "text", tags[0] if tags else None)


class _Found(NamedTuple):
    tag: str
    script: str
    letters: int
    """Letters of that script in the sample."""
    certainty: float
    """CLD3's probability; 1 where letters decide."""

    @property
    def is_likely(self) -> bool:
        """Whether the tag is reliable without a declaration."""
        return self.certainty >= (_LIKELY if self.letters >= _MANY else _SURE)

    def contradicts(self, tag: str) -> bool:
        """Tell whether the text clearly contradicts a tag."""
        if self.script not in _scripts_of(tag):
            return self.letters >= _CLEARLY
        if tag == self.tag or _are_close(tag, self.tag) or {self.tag, tag} <= {"ja", "zh", "ko"}:
            return self.script == "Kana" and tag != "ja" and self.letters >= _CLEARLY
        return self.certainty >= _SURE and self.letters >= _MANY


@cache
def _scripts_of(tag: str) -> frozenset[str]:
    found = {script for script, only in _ONLY.items() if only == tag}
    found |= {script for script, tags in _USED_BY.items() if tag in tags.split()}
    return frozenset(found or {"Latn"})


def _are_close(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _CLOSE)


def _look(text: str) -> _Found | None:
    sample = text[:_SAMPLE]
    seen = Counter(sample.lower())
    counts: Counter[str] = Counter()
    for char, n in seen.items():
        if char.isalpha():
            counts[_BLOCKS.get(ord(char) >> 4, "")] += n
    if counts["Kana"] * 10 > counts["Hani"]:
        counts["Kana"] += counts.pop("Hani", 0)
    elif counts["Hang"] * 3 > counts["Hani"]:
        counts["Hang"] += counts.pop("Hani", 0)
    script, letters = next(iter(counts.most_common(1)), ("", 0))
    if not script or letters < 3 or letters * 5 < counts.total() * 3:
        return None
    tag, certainty = _within(script, sample, seen, letters)
    return _Found(tag, script, letters, certainty) if tag else None


def _within(script: str, sample: str, seen: Counter[str], letters: int) -> tuple[str | None, float]:
    """Return the language within a script, and how certain that is."""
    for tag, marks in _LETTERS.get(script, ()):
        found = sum(seen[mark] for mark in marks)
        if found and found * _ONE_IN >= letters:
            return (tag, 1.0) if tag else _by_cld3(sample, letters)
    if script == "Arab":
        return _arabic_script(sample, seen, letters)
    if script in _ONLY:
        return _ONLY[script], 1.0
    return _by_cld3(sample, letters)


def _arabic_script(sample: str, seen: Counter[str], letters: int) -> tuple[str | None, float]:
    if seen["ە"] * 25 >= letters:  # a vowel of Kurdish and Uyghur, whose keyboards differ
        kurdish = seen["ی"] + seen["ک"] > seen["ي"] + seen["ى"] + seen["ك"]
        return ("ku" if kurdish else "ug"), 1.0
    words = _WORD.findall(sample)
    arabic = 2 * _count(words, "ar") + sum(w.startswith(("ال", "وال")) for w in words) + seen["ة"]
    persian = 2 * _count(words, "fa") + sum(seen[c] for c in _PERSIAN) / 3
    return ("fa", 1.0) if persian > arabic else ("ar", 1.0)


def _by_cld3(sample: str, letters: int) -> tuple[str | None, float]:
    if letters < _FEW:
        return None, 0.0
    found = _cld3().FindLanguage(sample.encode("utf-8", "ignore").decode())
    # `bg-Latn` and the like are transcriptions, hardly ever news and often mistaken.
    tag = None if found.language.endswith("-Latn") else tag_of(found.language)
    return tag, found.probability


def _count(words: list[str], tag: str) -> int:
    return sum(word in _word_set(tag) for word in words)


@cache
def _word_set(tag: str) -> frozenset[str]:
    return frozenset(_WORDS[tag].split())


@cache
def _cld3() -> Any:
    return gcld3.NNetLanguageIdentifier(0, 4 * _SAMPLE)
