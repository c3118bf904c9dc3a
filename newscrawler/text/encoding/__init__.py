"""A page's bytes are decoded as browsers do, with a record of how.

What is believed when, and what is recorded: docs/encodings.md.
"""

from dataclasses import dataclass, replace

from newscrawler.text.encoding import declared as stated
from newscrawler.text.encoding import detect
from newscrawler.text.encoding.mojibake import repair
from newscrawler.text.encoding.web import text_of, utf8_of

__all__ = ["Decoded", "decode"]

_ASCII = bytes(range(0x80))
_ESCAPES = {b"\x1b$)C": "iso2022_kr", b"\x1b$": "iso2022_jp"}
_LEGACY = {
    "ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "ru": "cp1251", "uk": "cp1251",
    "bg": "cp1251", "sr": "cp1251", "be": "cp1251", "mk": "cp1251", "el": "cp1253",
    "he": "cp1255", "tr": "cp1254", "az": "cp1254", "pl": "cp1250", "cs": "cp1250",
    "sk": "cp1250", "hu": "cp1250", "sl": "cp1250", "hr": "cp1250", "ro": "cp1250",
    "lt": "cp1257", "lv": "cp1257", "et": "cp1257", "th": "cp874", "vi": "cp1258",
    "zh": "gb18030", "ja": "cp932", "ko": "cp949",
}  # fmt: skip
"""What a browser falls back to in each language (HTML standard, 13.2.3.2)."""
_SCRATCHED = 0.6
"""Up to this share of broken characters a page in UTF-8 is scratched; past it, it is not UTF-8."""
_SCRATCHED_UNNAMED = 0.1
_READS = 0.45
"""How well an encoding must read a page to be taken for what nobody declared.

A right one scores 0.5 (Chinese) to 1 (Polish) on pages of 30 languages, others seldom past 0.5."""
_BELIEVED = 0.72
_BETTER = 0.08
_MUCH_BETTER = 0.4
_BY_LETTERS = 12
"""A declared encoding that reads a page less well than `_BELIEVED` is doubted, and given up for
one that is `_BETTER`, between two of Latin letters `_MUCH_BETTER`: by `_BY_LETTERS` letters in all.
"""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was read.

    `codec` is Python's name of the encoding. `source` is what named it: ``bom``, ``header``,
    ``meta``, ``xml``, ``bytes`` (the bytes themselves, against a label) or ``detected`` (nothing
    was declared). `declared` is the label as the page has it, `note` what was out of order.
    """

    text: str
    codec: str
    source: str
    declared: str | None = None
    note: str | None = None

    @property
    def rule(self) -> str:
        """What provenance says of it: ``meta``, ``bytes: utf-8, label windows-1256``."""
        return f"{self.source}: {self.note}" if self.note else self.source


def decode(content: bytes, content_type: str | None = None, language: str | None = None) -> Decoded:
    """Decode a page: byte order mark, header, <meta>, then the bytes, as browsers do.

    Never raises. A label that the bytes contradict is not believed; `language` (the site's, if
    known) helps where there is no label.
    """
    length, mark = stated.bom(content)
    content = content[length:]
    whole = utf8_of(content)
    labels = [d for d in (mark, stated.in_header(content_type)) if d]
    if whole is None or not labels or labels[0].codec != "utf-8":
        labels += stated.in_markup(content)
    wide = _wide(content)
    if not mark and (wide or b"\0" not in content[:4096]):
        # UTF-16 can be told from all else: a label that is wrong about it counts for nothing.
        labels = [d if _is_wide(d.codec) == bool(wide) else d._replace(codec=None) for d in labels]
    label = next((d for d in labels if d.codec), None)
    if label is None:
        label = stated.Declared("detected", labels[0].label if labels else "", None)
    if _is_wide(label.codec) or wide:
        return _as(content, label, label.codec or wide or "utf-16-le")
    if content.isascii():
        return _read_ascii(content, label)
    if whole is not None and not _by_chance(content, whole, label.codec):
        return _repaired(_as(whole, label, "utf-8"), content)
    if label.codec in (None, "utf-8"):
        scratched = _read_scratched(content, label)
        if scratched:
            return scratched
    named = [d.codec for d in labels if d.codec and d.codec != "utf-8"]
    return _read_legacy(content, label, named, language)


def _as(content: bytes | str, label: stated.Declared, codec: str) -> Decoded:
    """Read in a codec, for or against what was declared."""
    text = text_of(content, codec) if isinstance(content, bytes) else content
    if codec == label.codec:
        return Decoded(text, codec, label.source, label.label)
    if label.label:
        return Decoded(text, codec, "bytes", label.label, f"{codec}, label {label.label}")
    return Decoded(text, codec, "detected", None, codec)


# UTF-8, ASCII, UTF-16 -----------------------------------------------------------------------


def _wide(content: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark look to be: markup has a NUL in every pair."""
    nuls = content.count(b"\0", 0, 4096)
    if nuls < 8 or nuls * 8 <= min(len(content), 4096):
        return None
    even = content[:4096:2].count(0)
    if min(even, nuls - even) * 10 > nuls:
        return None
    return "utf-16-be" if even * 2 > nuls else "utf-16-le"


def _is_wide(codec: str | None) -> bool:
    return codec is not None and codec.startswith(("utf-16", "utf-32"))


def _read_ascii(content: bytes, label: stated.Declared) -> Decoded:
    for escape, codec in _ESCAPES.items():
        if escape in content[:65536]:
            text = text_of(content, codec)
            if not text.isascii() and text.count("\ufffd") * 50 < len(text):
                return _as(text, label, codec)
    return _as(content, label, label.codec or "utf-8")


def _by_chance(content: bytes, text: str, codec: str | None) -> bool:
    """Tell whether a handful of characters is UTF-8 by accident: «联通» in GBK is."""
    if codec not in detect.CODECS or len(content) - len(text) > 8:
        return False
    beyond = content.translate(None, _ASCII)
    return len(beyond) <= 8 and detect.read(beyond, codec).score >= _READS


def _repaired(read: Decoded, content: bytes) -> Decoded:
    text, read_in = repair(read.text, content)
    if not read_in:
        return read
    note = "; ".join([*filter(None, [read.note]), f"repaired: UTF-8 had been read as {read_in}"])
    return replace(read, text=text, note=note)


def _read_scratched(content: bytes, label: stated.Declared) -> Decoded | None:
    """Read UTF-8 with some bytes that are not: they become U+FFFD, and their share is noted."""
    text = content.decode("utf-8", "replace")
    beyond = len(text) - (len(content) - len(content.translate(None, _ASCII)))
    share = text.count("\ufffd") / max(beyond, 1)
    if share > (_SCRATCHED if label.codec else _SCRATCHED_UNNAMED):
        return None
    read = _as(text, label, "utf-8")
    note = "; ".join([*filter(None, [read.note]), f"scratched, {share:.2%} of what is not ASCII"])
    return _repaired(replace(read, note=note), content)


# Other encodings ----------------------------------------------------------------------------


def _read_legacy(
    content: bytes, label: stated.Declared, named: list[str], language: str | None
) -> Decoded:
    """Read by the label, unless another encoding makes far better sense of the letters."""
    seen = detect.sample(content)
    language = language or stated.language(content)
    believed = label.codec if label.codec != "utf-8" else None
    mine = detect.read(seen, believed) if believed in detect.CODECS else None
    if believed and not (mine and _is_doubtful(mine, language)):
        return _as(content, label, believed)
    usual = _usual(language)
    candidates = dict.fromkeys([*named, *usual, *detect.CODECS])
    found = detect.best(seen, tuple(c for c in candidates if c in detect.CODECS))
    if believed and mine:
        better = found is not None and _is_better(found, mine, language)
        return _as(content, label, found.codec if found and better else believed)
    if found and found.score >= _READS:
        return _as(content, label, found.codec)
    return _as(content, label, next(iter([*named, *usual]), "cp1252"))


def _is_doubtful(declared: detect.Reading, language: str | None) -> bool:
    # Czech in a Western encoding is half right: the language tells of the other half.
    others = language in _LEGACY and language not in detect.languages(declared.codec)
    return declared.score < (0.95 if others else _BELIEVED)


def _is_better(found: detect.Reading, declared: detect.Reading, language: str | None) -> bool:
    latin = detect.is_latin(found.codec) and detect.is_latin(declared.codec)
    meant = language in detect.languages(found.codec) - detect.languages(declared.codec)
    least = _MUCH_BETTER if latin and not meant else _BETTER
    gain = found.score - declared.score
    if found.codec == declared.codec or found.score < _READS or gain < least:
        return False
    return gain * found.letters >= _BY_LETTERS


def _usual(language: str | None) -> list[str]:
    """Return the codecs of a language, its browsers' fall-back first."""
    first = [_LEGACY[language]] if language in _LEGACY else []
    return first + [c for c in detect.CODECS if language in detect.languages(c) and c not in first]
