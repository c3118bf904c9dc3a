"""Digests of records (WARC-Block-Digest, WARC-Payload-Digest), in many tools' spellings.

ISO 28500:2017 leaves algorithm and encoding open: base 32 is usual, hex and base 64 occur.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping

_SHA1_BASE32 = re.compile("sha1:[A-Z2-7]{32}")
_ALGORITHMS = {"sha1", "sha256", "sha512", "md5", "sha224", "sha384"}


def normal(text: str | None) -> str | None:
    """Return a digest as «algorithm:BASE32», so that digests of different tools compare.

    A digest that cannot be read stays as it is.
    """
    if text is None or _SHA1_BASE32.fullmatch(text):
        return text
    read = _read(text)
    if read is None:
        return text or None
    algorithm, value = read
    return f"{algorithm}:{base64.b32encode(value).decode().rstrip('=')}"


def differ(one: str | None, other: str | None) -> bool:
    """Tell whether two normal digests have the same algorithm and different values."""
    if not one or not other:
        return False
    return one != other and one.partition(":")[0] == other.partition(":")[0]


def wrong(fields: Mapping[str, str], block: bytes, *payloads: bytes) -> list[str]:
    """Return a reason for each digest of a record that does not match.

    Some tools digest a payload with its chunk framing and some without: any of `payloads` may
    match.
    """
    faults = []
    for name, texts in (("block", (block,)), ("payload", payloads)):
        own = _read(fields.get(f"warc-{name}-digest"))
        if own is not None and texts and not any(_digest(own[0], t) == own[1] for t in texts):
            faults.append(f"the {name} does not match its digest")
    return faults


def fits(fields: Mapping[str, str], block: bytes) -> bool:
    """Tell whether a record declares its block's digest, and it matches."""
    declared = _read(fields.get("warc-block-digest"))
    return declared is not None and _digest(declared[0], block) == declared[1]


def _digest(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _read(text: str | None) -> tuple[str, bytes] | None:
    """Return algorithm and value; None for text that is no digest of a known algorithm."""
    algorithm, colon, value = (text or "").strip().partition(":")
    if not colon:
        algorithm, value = "sha1", algorithm  # as old tools write it
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    value = value.strip().rstrip("=")
    try:
        if len(value) == 2 * size:
            return algorithm, bytes.fromhex(value)
        if len(value) == -(-size * 8 // 5):
            return algorithm, base64.b32decode(value.upper() + "=" * (-len(value) % 8))
        if len(value) == -(-size * 8 // 6):
            return algorithm, base64.urlsafe_b64decode(
                value.replace("+", "-").replace("/", "_") + "=" * (-len(value) % 4)
            )
    except (ValueError, binascii.Error):
        return None
    return None
