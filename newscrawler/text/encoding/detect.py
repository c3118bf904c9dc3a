"""Detects the encoding of bytes, by the letters that each encoding would make of them.

A right decoding gives words of one script, in the letters that its languages use most; a wrong
one gives symbols within words, capitals after small letters and letters that nobody uses. Why no
library does this: docs/dependencies.md.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 4000
"""Bytes of text that are looked at: some 350 words of a one-byte encoding."""

# The letters of each language beyond ASCII, the most frequent first.
_LETTERS = {
    "ar": "اليمونرتدعبةسفهقحكجشأصإطىخذضثزئغءظؤآ",
    "fa": "ايرنهمدتوسبشكکیلزآقخگعحفجپصچئطضذغژأظثءئؤ",
    "ur": "ايرکہنیومسےلتھجپدبںگچٹحعشقفڑئخزڈصطضآظغذثءژ",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ",
    "uk": "оанитвіреслкдмупзяьбгйчхцїжєшющфґ",
    "bg": "аоиетнрсвлпдкмзъугщбчцйжшяюхфь",
    "sr": "аиоенсртјувкдмплзгбчшцњжћђфхљџ",
    "el": "αοιετσνηυρπκμλςόίάέγδωήχύώθβφξζψϊϋΐΰ",
    "he": "יוהלאתרמבנשםדקכעחפצגטןזסךץף",
    "th": "นารกอเงวมยลตสทดบีั่้ปคิ์ไหจขพชุะแูำโใผถซธศณฐภษญฉฟฝฮๆฤฎ็ื",
    "fr": "éèàêçôîûâùïœë", "de": "üäöß", "es": "óíáéñúü", "pt": "ãçáéíóêõúâà", "it": "èàùòìé",
    "nl": "ëéïö", "sv": "äåö", "da": "åøæ", "is": "áðíöéæúýóþ", "fi": "äöšž",
    "pl": "łążęóśćńź", "cs": "íáéěřčžšýůúťňďó", "sk": "áíéčžýšľúťňôäďó", "hu": "áéöőíóüúű",
    "ro": "ăîâşţ", "hr": "čšžćđ", "sl": "čšž", "sq": "ëç",
    "tr": "ıüşçğöİâî", "az": "əıüşçğöİ",
    "lt": "ėšųžįąčęū", "lv": "āīēšņūļķģžč", "et": "äõüöšž", "vi": "đăâêôơưáàéèóúíìòùý",
}  # fmt: skip
_NARROW = {
    "cp1252": "fr de es pt it nl sv da is fi sq",
    "cp1256": "ar fa ur", "iso8859-6": "ar", "cp720": "ar",
    "cp1251": "ru uk bg sr", "koi8-r": "ru", "koi8-u": "uk", "cp866": "ru", "iso8859-5": "ru uk bg",
    "cp1253": "el", "iso8859-7": "el", "cp1255": "he", "iso8859-8": "he", "cp874": "th",
    "cp1250": "pl cs sk hu ro hr sl", "iso8859-2": "pl cs sk hu ro hr sl",
    "cp1254": "tr", "cp1257": "lt lv et",
}  # fmt: skip
# The characters of the East that are read most.
_COMMON = {
    "gb18030": "的一在是年有不大家生者出人以品上中用了全话车到和为国成会化安电公春工作可能要时等"
    "行民对就加三方通标分节市日业也包消多发新我部天个食同外合企及期高机体局自动之实于"
    "度所法制前里或病最本性进这他们来说地得着那过去后么没好看起还事如心道经头面都想样"
    "现两回从己意長",
    "big5hkscs": "的一在是年有不大家生者出人以品上中用了全到和會化安公工作可能要行民就加三方通分市"
    "日也多新我部天同外合及期高自之度所法前或最本性個為國時來對說這們過後發經開機關實"
    "際與動當長將點進電無於業問學產體面他地得著那去麼沒好看起還事如心道頭都想樣現兩回"
    "從己意她但小",
    "kana": "のにをしるてはたでとがいーなンすっトかスもフれまりイさルらッじこどクレビうくきリ"
    "アサシ、。",
    "kanji": "大市学町日本年長月事会国金者同社定時人中出上行前新東間後見今回合的生体発",
    "cp949": "이다의는지을에한고대하가로정를은당기서선인사도그시장만전민어으해리주라표공제보자"
    "부있들수나일여계적게위상아연국남명면내진며화거원과재것유중안무년치성통회문동후방"
    "실했습니",
}  # fmt: skip
_WIDE = {"gb18030": "zh", "big5hkscs": "zh", "cp932": "ja", "euc_jp": "ja", "cp949": "ko"}
CODECS = (*_NARROW, *_WIDE)
_LATIN = frozenset(["cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257"])
_LEAST = 4
"""Characters' worth of evidence, without which nothing is told from letters."""

_NEUTRAL = frozenset("\xa0«»“”‘’„‚‹›–—…·•°©®™€£§№،؛؟\xad´`¡¿\u200c\u200d\u200e\u200fـ½¼¾×ªº|")
_CONTROLS = frozenset(map(chr, (*range(0x80, 0xA0), 0xFFFD, *range(0xE000, 0xF900))))
# Capitals after small letters, and letters of two alphabets in one word.
_JUMBLE = re.compile(
    "[а-яёіїєα-ωά-ώß-öø-ÿa-z][А-ЯЁІЇЄΑ-ΩÀ-ÖØ-Þ]|[A-Za-z][\u0370-\u0eff]|[\u0370-\u0eff][A-Za-z]"
    "|[A-Za-z\xc0-\u0eff][¡-©¬-´¶-¹»-¿×÷†‡‰€№]+[A-Za-z\xc0-\u0eff]"
)
_LATIN_RUN = re.compile("[\xa1-\xa9\xac-\xff\u0100-\u024f\u02c6-\u02dd\u0152-\u0192]{4,}")


def sample(content: bytes) -> bytes:
    """Return the first stretches of text between tags that are not ASCII, a line each."""
    taken: list[bytes] = []
    size = at = 0
    while size < _SAMPLE and (found := _HIGH.search(content, at)):
        first = found.start()
        start = max(content.rfind(b">", at, first) + 1, at, first - 40)
        end = content.find(b"<", first, first + 1000)
        at = end if end >= 0 else first + 1000
        taken.append(content[start:at])
        size += at - start
    return b"\n".join(taken)


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a codec reads a sample: 0.5 to 1 where it is right, seldom 0.5 where not.

    `letters` is how many characters beyond ASCII and common punctuation that rests on.
    """

    codec: str
    score: float
    letters: int

    @property
    def evidence(self) -> float:
        """Characters' worth of evidence for the codec."""
        return self.score * self.letters


def read(stretch: bytes, codec: str, *, closely: bool = True) -> Reading:
    """Judge a sample as a codec reads it; `closely` also looks at what stands beside what."""
    text = stretch.decode(codec, "replace")
    if codec in _WIDE:
        return Reading(codec, *_wide(text, codec))
    return Reading(codec, *_narrow(text, codec, closely=closely))


def best(stretch: bytes, codecs: tuple[str, ...] = CODECS) -> Reading | None:
    """Return how the codec reads a sample that reads it best, the earlier of equals; or None."""
    high = sum(b >= 0x80 for b in stretch)
    if read(stretch, "cp1252", closely=False).letters * 10 <= high:
        return Reading("cp1252", 1.0, high)  # dashes and quotation marks in plain English
    order = {codec: place for place, codec in enumerate(codecs)}
    rough = sorted(
        (read(stretch, codec, closely=False) for codec in codecs), key=lambda r: -r.score
    )
    close = sorted((read(stretch, r.codec) for r in rough[:4]), key=lambda r: order[r.codec])
    top = max(close, key=_rank, default=None)
    return top if top and top.evidence >= _LEAST else None


def _rank(reading: Reading) -> float:
    # Hardly a page is in these.
    return reading.score - 0.05 * (reading.codec in ("cp720", "koi8-u"))


def is_latin(codec: str) -> bool:
    """Tell whether a codec is for Latin letters, most of which are ASCII."""
    return codec in _LATIN


def languages(codec: str) -> frozenset[str]:
    """Return the languages that a codec was made for."""
    return frozenset((_NARROW.get(codec) or _WIDE.get(codec) or "").split())


@lru_cache(maxsize=64)
def _weights(language: str) -> dict[str, float]:
    letters = _LETTERS[language]
    latin = letters[0] < "\u0250"
    weights: dict[str, float] = {}
    for rank, letter in enumerate(letters):
        # Only the letters beyond ASCII are seen, so any of a Latin language's few counts in full.
        value = 1.0 if latin else 1.0 - 0.9 * rank / len(letters)
        weights[letter] = value
        weights.setdefault(letter.upper(), 0.8 if latin else value / 2)
    if language in ("ar", "fa", "ur"):
        weights |= dict.fromkeys("éèàçêëîïôûùâ", 0.3) | dict.fromkeys("ًٌٍَُِّْ", 0.5)
    return weights


@lru_cache(maxsize=32)
def _tables(codec: str) -> tuple[dict[str, float], ...]:
    """Return the weights of letters in each language of a codec."""
    names = _NARROW[codec].split()
    if codec not in _LATIN:
        return tuple(map(_weights, names))
    # Names of all countries stand in a text of each.
    shared = {c: 0.5 * w for name in names for c, w in _weights(name).items()}
    return tuple(shared | _weights(name) for name in names)


def _narrow(text: str, codec: str, *, closely: bool) -> tuple[float, int]:
    counts = Counter(c for c in text if c > "\x7f" and c not in _NEUTRAL)
    total = sum(counts.values())
    if not total:
        return 0.0, 0
    wrong = sum(n for c, n in counts.items() if c in _CONTROLS)
    if closely:
        wrong += len(_JUMBLE.findall(text))
        if codec in _LATIN:
            wrong += sum(map(len, _LATIN_RUN.findall(text)))
    top = max(
        sum(n * weights.get(c, -0.5) for c, n in counts.items()) for weights in _tables(codec)
    )
    return (top - wrong) / total, total


def _wide(text: str, codec: str) -> tuple[float, int]:
    kana = codec in ("cp932", "euc_jp")
    common = _COMMON["kana"] + _COMMON["kanji"] if kana else _COMMON[codec]
    scored = total = 0.0
    for char, n in Counter(text).items():
        if char >= "\x80":
            total += n
            scored += n * (1.0 if char in common else _eastern(char, codec, kana=kana))
    return (scored / total if total else 0.0), int(total)


def _eastern(char: str, codec: str, *, kana: bool) -> float:
    """Return what a character that is not among the commonest speaks for a codec."""
    if "\u4e00" <= char <= "\u9fff":
        return 0.1 if codec == "cp949" else 0.4
    if "\uac00" <= char <= "\ud7a3":
        return 0.5 if codec == "cp949" else 0.0
    if "\u3040" <= char <= "\u30ff":
        return 0.6 if kana else 0.0
    if "\u3001" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e" or char in _NEUTRAL:
        return 0.6
    if char in _CONTROLS:
        return -2.0
    # Half-width kana are what wrong bytes become in Shift_JIS.
    return -0.3 if "\uff61" <= char <= "\uff9f" else -0.5
