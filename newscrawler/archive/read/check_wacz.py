"""What a WACZ says of its own files (WACZ 1.1.1, sections 4 and 5), checked against them."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from newscrawler.archive.parse.buffer import FAULTS, Feed
from newscrawler.archive.parse.extent import Extent, Reader
from newscrawler.archive.read.wacz import Directory, Inflated, Member, window

_PACKAGE, _SIGNED = "datapackage.json", "datapackage-digest.json"
_MOST = 1 << 26
_BITE = 1 << 20


def check(
    file: Extent,
    directory: Directory,
    records: Sequence[Member],
    on_fault: Callable[[str, str], None],
) -> None:
    """Tell what is wrong with a WACZ of which `records` are the WARC files.

    `on_fault` is told the name of a file in it, empty for itself, and the reason. Signatures are
    not checked: who signed changes nothing of what can be read.
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
    stated = _object(_read(file, members.get(_SIGNED))).get("hash")
    if package and _differs(stated, hashlib.sha256(package).hexdigest()):
        on_fault(_PACKAGE, f"it does not match its digest in {_SIGNED}")
    resources = _object(package).get("resources")
    for resource in resources if isinstance(resources, list) and not directory.is_torn else ():
        path = str(resource.get("path")) if isinstance(resource, dict) else ""
        named = members.get(path)
        if named is None and path:
            on_fault(path, f"{_PACKAGE} names it, and it is not there")
        if named in records and _differs(resource.get("hash"), _digest(file, members[path])):
            on_fault(path, f"it does not match its digest in {_PACKAGE}")


def _feed(file: Extent, member: Member) -> Feed:
    return Reader(window(file, member)) if member.is_stored else Inflated(file, member)


def _read(file: Extent, member: Member | None) -> bytes:
    """Return a member's bytes; empty where it is absent, damaged or huge."""
    if member is None or not member.is_readable:
        return b""
    feed, data = _feed(file, member), bytearray()
    try:
        while (more := feed.read(_BITE)) and len(data) <= _MOST:
            data += more
    except FAULTS:
        return b""
    return bytes(data) if len(data) <= _MOST else b""


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(file: Extent, member: Member) -> str:
    """Return a member's sha256 as far as it can be read: what is damaged matches none."""
    feed, state = _feed(file, member), hashlib.sha256()
    try:
        while data := feed.read(_BITE):
            state.update(data)
    except FAULTS:
        return ""
    return state.hexdigest()


def _differs(stated: object, found: str) -> bool:
    """Tell whether a digest is stated, as sha256, and is another one."""
    algorithm, _, value = str(stated).partition(":")
    return algorithm == "sha256" and value.lower() != found
