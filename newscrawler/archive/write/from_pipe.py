"""Keeps what a pipe delivers as a file of the archive, so that every value has its record."""

import fcntl
import os
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from newscrawler import clock
from newscrawler.archive import manifest
from newscrawler.archive.read.files import form_of
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.text.instants import timestamp

FOLDER = "received"
_READ_SIZE = 1 << 20
_PART = ".part"


def receive(stream: BinaryIO, archive: Path) -> Path:
    """Store a stream below an archive, named by its SHA-256, and return the file.

    The same bytes are stored once. Raises UsageError where they are no WARC, ARC or WACZ,
    ArchiveError where they cannot be written.
    """
    folder = archive / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with (folder / f"{uuid4().hex}{_PART}").open("xb") as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            try:
                return _keep(stream, part, archive)
            finally:
                Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        reason = f"{folder}: {error.strerror or error}"
        raise ArchiveError(f"What came through the pipe cannot be kept ({reason}).") from None


def _keep(stream: BinaryIO, part: BinaryIO, archive: Path) -> Path:
    state, size, form = sha256(), 0, None
    while data := stream.read(_READ_SIZE):
        if size == 0:
            form = form_of(data)
            if form is None:
                raise UsageError("What came through the pipe is no WARC, ARC or WACZ.")
        state.update(data)
        size += len(data)
        part.write(data)
    if form is None:
        raise UsageError("Nothing came through the pipe.")
    part.flush()
    os.fsync(part.fileno())
    name = f"{FOLDER}/{state.hexdigest()}{form}"
    path = archive / name
    if path.exists():
        return path  # perhaps rewritten since: what was erased must not come back
    closed_at = timestamp(clock.moment())
    manifest.append(archive, name, size=size, digest=state.hexdigest(), closed_at=closed_at)
    Path(part.name).rename(path)
    return path


def _sweep(folder: Path) -> None:
    """Remove the partial files of killed processes."""
    for path in folder.glob(f"*{_PART}"):
        try:
            with path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (BlockingIOError, FileNotFoundError):
            continue  # it is being received
