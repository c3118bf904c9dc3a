"""Archives as a crawl writes them: a writer, and exchanges with small pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawler.archive import ArchiveWriter, Exchange, Filing
from newscrawler.model.capture import Capture

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
PAGE = "<p>خبر</p>".encode()


def writer(folder: Path, **filing: Any) -> ArchiveWriter:
    return ArchiveWriter(
        folder, site="site", crawl_id="c" * 32, operator=None, user_agent="test",
        filing=Filing(**filing),
    )  # fmt: skip


def exchange(url: str = "https://example.com/1", **more: Any) -> Exchange:
    """A small page, with whatever a test wants otherwise."""
    usual: dict[str, Any] = {
        "url": url, "request_headers": [("Host", "example.com")],
        "headers": [("Content-Type", "text/html")], "body": PAGE, "captured_at": NOW,
    }  # fmt: skip
    return Exchange(**usual | more)


def write(archive: ArchiveWriter, url: str = "https://example.com/1", **more: Any) -> Capture:
    return archive.write(exchange(url, **more))


def damage(_: object) -> None:
    raise AssertionError("no damage is expected")
