"""A cache of unpacked files, shared by all processes that read them.

A file that is compressed as a whole cannot be entered in the middle. Its unpacked copy lies in the
folder for temporary files (`TMPDIR`), under a name made of what it was unpacked from. Every reader
holds a lock on it; copies that nobody holds are removed by the next process that needs one.
"""

import fcntl
import os
import stat
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from newscrawler.archive.parse.extent import File
from newscrawler.errors import ArchiveError

_MAX_OPEN = 16
_open: "OrderedDict[str, File]" = OrderedDict()


def unpacked(path: Path, inner: str, unpack: Callable[[], Iterator[bytes]]) -> File:
    """Return the unpacked copy of `inner` in the file `path`; `unpack` yields its bytes.

    Raises ArchiveError where it cannot be written.
    """
    state = path.stat()
    identity = f"{path.resolve()}\0{state.st_size}\0{state.st_mtime_ns}\0{inner}"
    name = sha256(identity.encode(errors="surrogateescape")).hexdigest()
    if name not in _open:
        try:
            folder = _folder()
            if not _open:
                _sweep(folder)
            _open[name] = _open_locked(folder / name, unpack)
        except OSError as error:
            where = f"in {tempfile.gettempdir()}; TMPDIR names another folder"
            raise ArchiveError(f"{path} cannot be unpacked {where}: {error.strerror}.") from None
    _open.move_to_end(name)
    if len(_open) > _MAX_OPEN:
        _open.popitem(last=False)
    return _open[name]


def _open_locked(path: Path, unpack: Callable[[], Iterator[bytes]]) -> File:
    """Open and lock an unpacked file; write it first if no process has."""
    while True:
        try:
            stream = path.open("rb", buffering=0)
        except FileNotFoundError:
            _write(path, unpack)
            continue
        fcntl.flock(stream, fcntl.LOCK_SH)
        if os.fstat(stream.fileno()).st_nlink:
            return File(stream)
        stream.close()  # swept before it was locked


def _write(path: Path, unpack: Callable[[], Iterator[bytes]]) -> None:
    part = path.with_suffix(".part")
    with part.open("ab") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        if path.exists() or not os.fstat(out.fileno()).st_nlink:
            return  # another process was faster
        out.truncate(0)
        try:
            out.writelines(unpack())
            out.flush()
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _folder() -> Path:
    """Return a folder that no other user may enter."""
    folder = Path(tempfile.gettempdir()) / f"newscrawler-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise ArchiveError(f"{folder} must be a folder that only you may enter; remove it.")
    return folder


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        try:
            with path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (BlockingIOError, FileNotFoundError):
            continue  # somebody reads it, or has removed it
