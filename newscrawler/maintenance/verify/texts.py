"""Verification of texts: each version is compared with its digest and with its capture."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from newscrawler.archive import Damage
from newscrawler.extract.code_version import extractor_id
from newscrawler.maintenance.verify.report import Kind, Report
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.replay.extraction import Extraction
from newscrawler.store import Store
from newscrawler.store.articles.versions import version_row
from newscrawler.store.upkeep import capture_index
from newscrawler.store.upkeep.capture_index import StoredText
from newscrawler.text.digest import text_digest

_SHIFTS = 1 << 30
_TEXTS = "texts"
_IGNORED = ("article_id", "capture_id", "captured_at", "url", "extractor")
"""Columns of a version that do not come from its page."""


def check_digests(store: Store, report: Report, progress: Callable[[int], None]) -> None:
    """Report the versions whose text does not have its digest."""
    code = extractor_id(None)
    for row in capture_index.texts(store):
        progress(1)
        report.versions += 1
        if text_digest(row.title, row.body) == row.text_sha256:
            continue
        if (row.extractor or "").partition("-")[0] == code:
            reason = f"version {row.number} is not the text that its digest is of"
            report.add(Kind.TEXT, row.canonical_url, reason, among=_TEXTS)
        else:
            report.unlike += 1


def check_sample(
    store: Store,
    archive: Path,
    sites: tuple[Path, ...],
    report: Report,
    *,
    size: int | None,
    workers: int,
    progress: Callable[[int], None],
) -> None:
    """Extract about `size` versions anew, as many of each site, or all; report what differs."""
    # Not always the same ones: who verifies every night has checked all in the end.
    ids = capture_index.sample(store, size, secrets.randbelow(_SHIFTS))
    store.commit()
    waiting: list[StoredText] = []

    def captures() -> Iterator[CaptureFacts]:
        for version_id in ids:
            text = capture_index.text_of(store, version_id)
            store.commit()
            if text is not None:
                waiting.append(text)
                yield text.facts

    with Extraction(archive, store, sites, workers=workers) as extraction:
        for seen in extraction.all(captures()):
            progress(1)
            _compare(waiting.pop(0), seen, report)


def _compare(text: StoredText, seen: Observation | Damage, report: Report) -> None:
    if isinstance(seen, Damage):
        return  # check_files has reported it
    report.texts += 1
    where = f"{text.url}, version {text.version['number']}"
    if text.body_sha256 not in (None, "", seen.body_sha256):
        reason = "the page in the archive is not the one that it was made of"
        report.add(Kind.DIFFERS, where, reason, among=_TEXTS)
        return
    differing = list(_differing(text.version, seen))
    if not differing:
        return
    if text.version["extractor"] != seen.extractor:
        report.other += 1
    else:
        reason = f"the archive gives another {', '.join(differing)}"
        report.add(Kind.DIFFERS, where, reason, among=_TEXTS)


def _differing(version: dict[str, Any], seen: Observation) -> Iterator[str]:
    if seen.article is None or seen.outcome is not None:
        yield "kind of page"
        return
    row = version_row(seen.article, seen, 0, 0)
    for name, value in row.items():
        if name not in _IGNORED and json.loads(json.dumps(value)) != version[name]:
            yield name
