"""Small files that others watch: they are there as a whole, the old or the new."""

import os
from pathlib import Path

from newscrawler.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Put a text in a file's place. Raises UsageError where that cannot be done.

    Several processes may do so at once: the last one wins.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
