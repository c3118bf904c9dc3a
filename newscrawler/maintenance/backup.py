"""Backup: a database and its archive, copied while crawls run, as a pair that fits.

A snapshot of the database comes first; then the archive, which has at least what that snapshot
knows; then the snapshot is brought up to the archive's copy, as after a crash.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from newscrawler.archive import Damage, manifest
from newscrawler.archive.manifest import Manifest, ManifestEntry
from newscrawler.archive.parse.members import end_of_members
from newscrawler.errors import ArchiveError, LockedError, UsageError
from newscrawler.replay.replay import catch_up
from newscrawler.store import Store
from newscrawler.store.database.sqlite_file import file_of, leave_wal_mode, snapshot
from newscrawler.store.upkeep.capture_index import folders

DATABASE, ARCHIVE = "news.db", "archive"
"""Names of the two in a backup."""
_OPEN, _PART, _WARC = ".open", ".part", ".warc.gz"
_CHUNK = 1 << 20
_ROUNDS = 5
"""How often files that were closed or rewritten meanwhile are copied once more."""


@dataclass
class BackedUp:
    """The result of a backup: files and bytes copied, files that were there, damage.

    `head`: that of the copy's manifest. `extra`: files that only the copy has; they stay.
    `elsewhere`: folders of other archives to which captures refer, and which are not copied.
    """

    copied: int = 0
    bytes: int = 0
    there: int = 0
    extra: list[str] = field(default_factory=list)
    head: str = ""
    damage: list[Damage] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def backup(
    db: str,
    archive: Path,
    target: Path,
    sites: tuple[Path, ...],
    *,
    obeyed: frozenset[str] = frozenset(),
    progress: Callable[[int], None] = lambda _: None,
) -> BackedUp:
    """Copy a SQLite database and its archive into a folder, or bring an earlier copy up to date.

    A file that is there with the manifest's digest is not copied again. `sites`: folders of
    profiles. `obeyed`: rights statements, as `Store`. `progress` is called with 1 for each file.
    Raises UsageError, LockedError, and ArchiveError or StoreError where the copy cannot be made.
    """
    _check(db, archive, target)
    done = BackedUp()
    try:
        (target / ARCHIVE).mkdir(parents=True, exist_ok=True)
        with _locked(target):
            _back_up(db, archive, target, sites, obeyed, done, progress)
    except OSError as error:
        where = error.filename or target
        raise ArchiveError(f"The backup cannot be written: {where}: {error.strerror}.") from None
    return done


def _back_up(
    db: str,
    archive: Path,
    target: Path,
    sites: tuple[Path, ...],
    obeyed: frozenset[str],
    done: BackedUp,
    progress: Callable[[int], None],
) -> None:
    closed = {name for name in _names(archive) if (archive / name).is_file()}
    part = target / (DATABASE + _PART)
    for left in (*target.glob(f"{part.name}*"), *target.rglob(f"*{_PART}")):
        left.unlink(missing_ok=True)  # of a backup that was killed
    _check_free_space(db, archive, target)
    snapshot(db, part)
    _copy_archive(archive, target / ARCHIVE, closed, done, progress)
    with Store(f"sqlite:///{part}", obeyed=obeyed) as store:
        done.damage += catch_up(target / ARCHIVE, store, sites).damage
        done.elsewhere = folders(store)
    leave_wal_mode(part)
    done.head = manifest.read(target / ARCHIVE).head
    done.extra = sorted(set(_names(target / ARCHIVE)) - set(_names(archive)))
    for end in ("-wal", "-shm"):
        # They belong to the copy that is there, and would be taken for the new one's.
        (target / (DATABASE + end)).unlink(missing_ok=True)
    part.replace(target / DATABASE)
    for folder in (target, target / ARCHIVE):
        manifest.sync_folder(folder)


def _check(db: str, archive: Path, target: Path) -> None:
    """Refuse a backup into or over its own source. Raises UsageError."""
    file = file_of(db)
    if file is not None and not file.exists():
        raise UsageError(f"There is no database at {file}.")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder.")
    here, there = archive.resolve(), target.resolve()
    if there.is_relative_to(here) or here == there / ARCHIVE:
        raise UsageError(f"{target} lies in the archive itself; name a folder elsewhere.")
    if file is not None and file.resolve() == there / DATABASE:
        raise UsageError(f"{target} is where the database lies; name another folder.")


def _check_free_space(db: str, archive: Path, target: Path) -> None:
    file, copy = file_of(db), target / ARCHIVE
    new = (name for name in _names(archive) if _size(copy / name) != _size(archive / name))
    need = sum(_size(archive / name) for name in new) + (_size(file) if file else 0)
    free = shutil.disk_usage(target).free
    if need > free:
        raise ArchiveError(
            f"{target} has {free / 1e6:,.0f} MB free, and the backup needs {need / 1e6:,.0f} MB. "
            "Make room, or name another folder."
        )


def _copy_archive(
    archive: Path,
    target: Path,
    closed: set[str],
    done: BackedUp,
    progress: Callable[[int], None],
) -> None:
    """Copy all files, and the manifest last: it must agree with what was copied of each."""
    copied: dict[str, str] = {}
    for _ in range(_ROUNDS):
        stated = manifest.read(archive)
        for name in _names(archive):
            entry = stated.current.get(name)
            if name in copied and (entry is None or entry.sha256 == copied[name]):
                continue
            try:
                if name in closed or not name.endswith(_WARC):
                    copied[name] = _copy(archive / name, target / name, entry, done)
                else:
                    copied[name] = _copy_open(archive / name, target / name, done)
            except _UnreadableError as error:
                copied[name] = ""
                done.damage.append(Damage(name, 0, f"it cannot be read: {error}"))
            progress(1)
        if manifest.read(archive).head == stated.head:
            break
    _copy_manifest(archive, target, stated.head)
    _compare(stated, copied, done)


def _compare(stated: Manifest, copied: dict[str, str], done: BackedUp) -> None:
    for fault in stated.faults:
        done.damage.append(Damage(manifest.NAME, 0, f"line {fault.line}: {fault.reason}"))
    for name, entry in stated.current.items():
        if name not in copied:
            done.damage.append(Damage(name, 0, "the manifest has it, and the archive has not"))
        elif copied[name] not in ("", entry.sha256):
            done.damage.append(Damage(name, 0, "it is not what it was when it was closed"))


def _copy(source: Path, copy: Path, entry: ManifestEntry | None, done: BackedUp) -> str:
    """Copy a closed file unless it is there; return its digest."""
    copy.with_name(copy.name + _OPEN).unlink(missing_ok=True)  # of a backup that was killed
    if copy.is_file() and copy.stat().st_size == (entry.bytes if entry else _size(source)):
        wanted = entry.sha256 if entry else _digest(_read(source))
        if _digest(_read(copy)) == wanted:
            done.there += 1
            return wanted
    part = _write(source, copy)
    size, digest = manifest.digest_of(part)
    part.replace(copy)
    done.copied, done.bytes = done.copied + 1, done.bytes + size
    return digest


def _copy_open(source: Path, copy: Path, done: BackedUp) -> str:
    """Copy an open file as far as it is whole, for `catch_up` to close; return the digest.

    Not as a closed file, even if it has been closed by now: the database's copy may not know it.
    """
    try:
        part = _write(source.with_name(source.name + _OPEN), copy)
    except FileNotFoundError:
        part = _write(source, copy)
    with part.open("r+b") as stream:
        stream.truncate(end_of_members(stream))
        os.fsync(stream.fileno())
    size, digest = manifest.digest_of(part)
    if size:
        part.replace(copy.with_name(copy.name + _OPEN))
    else:
        part.unlink()
    copy.unlink(missing_ok=True)  # of an earlier backup: a part of the same
    done.copied, done.bytes = done.copied + 1, done.bytes + size
    return digest


def _write(source: Path, copy: Path) -> Path:
    """Copy a file to a temporary name, durably; return its path."""
    part = copy.with_name(copy.name + _PART)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as out:
        for data in _read(source):
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return part


def _digest(pieces: Iterator[bytes]) -> str:
    state = sha256()
    for data in pieces:
        state.update(data)
    return state.hexdigest()


class _UnreadableError(Exception):
    """A file of the archive cannot be read; the others may be."""


def _read(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as stream:
            while data := stream.read(_CHUNK):
                yield data
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _UnreadableError(error.strerror) from None


def _copy_manifest(archive: Path, target: Path, head: str) -> None:
    """Copy the manifest up to its line `head`: later lines are of files that are not copied."""
    kept = []
    path = archive / manifest.NAME
    for line in path.read_bytes().split(b"\n")[:-1] if path.exists() else ():
        kept.append(line + b"\n")
        if sha256(line).hexdigest() == head:
            break
    part = target / (manifest.NAME + _PART)
    with part.open("wb") as out:
        out.writelines(kept)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target / manifest.NAME)


def _names(archive: Path) -> list[str]:
    """Return the archive's files by their final names, sorted."""
    files = (path for path in archive.rglob("*") if path.is_file())
    names = {path.relative_to(archive).as_posix().removesuffix(_OPEN) for path in files}
    return sorted(name for name in names if name != manifest.NAME and not name.endswith(_PART))


def _size(path: Path) -> int:
    for one in (path, path.with_name(path.name + _OPEN)):
        if one.is_file():
            return one.stat().st_size
    return 0


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Keep other backups out of a folder. Raises LockedError."""
    fd = os.open(target, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LockedError(f"Another backup into {target} is running.") from None
    finally:
        os.close(fd)
