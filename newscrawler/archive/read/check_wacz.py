"""Checks a WACZ against the digests that it states (WACZ 1.1.1, sections 4 and 5)."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from newscrawler.archive.parse.buffer import READ_ERRORS, ByteStream
from newscrawler.archive.parse.extent import Extent, Reader
from newscrawler.archive.read.zip_directory import Directory, Inflated, Member, window

_PACKAGE, _SIGNED = "datapackage.json", "datapackage-digest.json"
_MAX_SIZE = 1 << 26
_READ_SIZE = 1 << 20


def check(
    file: Extent,
    directory: Directory,
    records: Sequence[Member],
    on_fault: Callable[[str, str], None],
) -> None:
    """Report the faults of a WACZ of which `records` are the WARC files.

    `on_fault` gets the name of a file in it, empty for the WACZ itself, and the reason.
    Signatures are not checked: who signed changes nothing of what can be read.
    """
    members = directory.members
    if directory.is_torn:
        found = ", ".join(members) or "none"
        on_fault("", f"the zip's directory cannot be read; files found without it: {found}")
    if not records:
        on_fault("", "it holds no WARC file")
    for member in records:
        if not member.is_readable:
            on_fault(member.name, "it is encrypted, or packed in a way that is not read")
    package = _read(file, members.get(_PACKAGE))
    declared = _object(_read(file, members.get(_SIGNED))).get("hash")
    if package and _differs(declared, hashlib.sha256(package).hexdigest()):
        on_fault(_PACKAGE, f"it does not match its digest in {_SIGNED}")
    resources = _object(package).get("resources")
    for resource in resources if isinstance(resources, list) and not directory.is_torn else ():
        path = str(resource.get("path")) if isinstance(resource, dict) else ""
        named = members.get(path)
        if named is None and path:
            on_fault(path, f"{_PACKAGE} names it, and it is not there")
        if named in records and _differs(resource.get("hash"), _digest(file, members[path])):
            on_fault(path, f"it does not match its digest in {_PACKAGE}")


def _open(file: Extent, member: Member) -> ByteStream:
    return Reader(window(file, member)) if member.is_stored else Inflated(file, member)


def _read(file: Extent, member: Member | None) -> bytes:
    """Return a member's bytes; empty where it is absent, damaged or huge."""
    if member is None or not member.is_readable:
        return b""
    stream, data = _open(file, member), bytearray()
    try:
        while (more := stream.read(_READ_SIZE)) and len(data) <= _MAX_SIZE:
            data += more
    except READ_ERRORS:
        return b""
    return bytes(data) if len(data) <= _MAX_SIZE else b""


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(file: Extent, member: Member) -> str:
    """Return a member's SHA-256 in hex; empty, hence a mismatch, if it is damaged."""
    stream, state = _open(file, member), hashlib.sha256()
    try:
        while data := stream.read(_READ_SIZE):
            state.update(data)
    except READ_ERRORS:
        return ""
    return state.hexdigest()


def _differs(declared: object, found: str) -> bool:
    """Tell whether a SHA-256 is declared and differs from the one found."""
    algorithm, _, value = str(declared).partition(":")
    return algorithm == "sha256" and value.lower() != found
