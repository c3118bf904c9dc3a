"""Mojibake repaired: UTF-8 that was read in another encoding and written again."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_SUSPECTS = ("cp1252", "cp1256", "cp1251", "cp1254", "cp1250")
_BLANK = b" " * 0x80 + bytes(range(0x80, 0x100))
_WINDOW = 4096
_ENOUGH = 8
"""Characters of a text that must be so before the whole of it is taken to be."""
_SHARE = 0.8
# «Ã¼», «Â©», «â€™»: a letter and a symbol that no language writes in a row. A quotation mark or a
# dash after Ã is left alone, since Portuguese capitals end in one: «AMANHÃ”».
_PLAIN = re.compile(
    "Ã[¡-©ª-¬®-¿ŸœŒšŠžŽ€ˆ‰†‡˜™]|Â[\xa0-©«-¿]|â(?:€[™œ˜¦¢š¹º\x9d“”]|\x80[\x93\x94\x98-\x9d\xa6])"
)


def repair(text: str, content: bytes) -> tuple[str, str | None]:
    """Return the text as it was before, and which encoding it had been read in, or None.

    `content` is the text's UTF-8. Only what gives UTF-8 when written in that encoding is changed.
    """
    if text.isascii():
        return text, None
    read_in = _suspect(content)
    if read_in:
        codec: str | None = read_in
        for _ in range(3):  # some texts went round more than once
            if codec != read_in:
                break
            text = _undo(text, read_in, _pattern(read_in))
            codec = _suspect(text.encode("utf-8", "ignore"))
        return text, read_in
    # Looking for three letters is a matter of microseconds, a pattern of many milliseconds.
    if any(_PLAIN.match(text, at) for lead in "ÃÂâ" for at in _places(text, lead)):
        mended = _undo(text, "cp1252", _PLAIN)
        return mended, "cp1252" if mended != text else None
    return text, None


def _places(text: str, letter: str) -> Iterator[int]:
    at = text.find(letter)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)


def _suspect(content: bytes) -> str | None:
    """Return the encoding that nearly all of a page's letters make UTF-8 in, if there is one."""
    seen = _sample(content)
    if len(seen) < _ENOUGH:
        return None
    return next((codec for codec in _SUSPECTS if _covered(seen, codec) >= _SHARE), None)


def _sample(content: bytes) -> str:
    """Return what is not ASCII in windows spread over a page, some of each, apart as it stands."""
    step = max(len(content) // 6, _WINDOW)
    windows = (content[at : at + _WINDOW] for at in range(0, len(content), step))
    runs = (b" ".join(w.translate(_BLANK).split())[:150] for w in windows)
    return b" ".join(runs).decode("utf-8", "ignore")


def _covered(seen: str, codec: str) -> float:
    """Return the share of characters that make UTF-8 when written in a codec."""
    raw = codecs.charmap_encode(seen, "ignore", _table(codec))[0]
    blanks = seen.count(" ")
    return (len(raw.decode("utf-8", "ignore").encode()) - blanks) / max(len(seen) - blanks, 1)


@lru_cache(maxsize=8)
def _chars(codec: str) -> str:
    """Return the character of each byte; one that is not assigned stands for a control."""
    return "".join(bytes([b]).decode(codec, "ignore") or chr(b) for b in range(256))


@lru_cache(maxsize=8)
def _table(codec: str) -> Any:
    return codecs.charmap_build(_chars(codec))


@lru_cache(maxsize=8)
def _pattern(codec: str) -> re.Pattern[str]:
    chars = _chars(codec)

    def one_of(first: int, last: int) -> str:
        return "[" + re.escape(chars[first : last + 1]) + "]"

    more = one_of(0x80, 0xBF)
    return re.compile(
        f"(?:{one_of(0xC2, 0xDF)}{more}|{one_of(0xE0, 0xEF)}{more}{{2}}"
        f"|{one_of(0xF0, 0xF4)}{more}{{3}})+"
    )


def _undo(text: str, codec: str, pattern: re.Pattern[str]) -> str:
    table = _table(codec)

    def mended(found: re.Match[str]) -> str:
        try:
            return codecs.charmap_encode(found[0], "strict", table)[0].decode("utf-8")
        except UnicodeError:
            return found[0]

    return pattern.sub(mended, text)
