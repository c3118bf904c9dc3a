"""Codecs completed to what browsers decode: Python's lack some of the Encoding Standard's."""

import codecs

_WEB = frozenset(["gb18030", "euc_jp", "cp874", *(f"cp125{n}" for n in range(9))])
_ERRORS = "newscrawler-web"


def text_of(content: bytes, codec: str) -> str:
    """Decode bytes; what is not of the codec becomes U+FFFD."""
    return content.decode(codec, _ERRORS if codec in _WEB else "replace")


def utf8_of(content: bytes) -> str | None:
    """Return the text if the bytes are UTF-8, but for a character torn at the end."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # The cut at a size limit or by a torn transfer may fall inside a character.
        if len(content) - error.start < 4 and "end" in error.reason and error.start:
            return content.decode("utf-8", "replace")
    return None


def _as_the_web(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    at, lead = error.start, error.object[error.start]
    if error.encoding == "gb18030":  # GBK's euro sign
        return ("€", at + 1) if lead == 0x80 else ("\ufffd", error.end)
    if error.encoding == "euc_jp":
        return _of_nec(error.object[at : at + 2]) or "\ufffd", at + 2 if lead == 0xAD else error.end
    # The controls C1, which a page shows nothing of.
    return (chr(lead) if lead < 0xA0 else "\ufffd"), at + 1


def _of_nec(pair: bytes) -> str | None:
    """Read a character of NEC's row 13, «①» and «㈱», which Python has in Shift_JIS only."""
    if len(pair) == 2 and pair[0] == 0xAD and 0xA1 <= pair[1] <= 0xFE:
        column = pair[1] - 0xA0
        trail = column + (0x3F if column < 64 else 0x40)
        return bytes([0x87, trail]).decode("cp932", "replace")
    return None


codecs.register_error(_ERRORS, _as_the_web)
