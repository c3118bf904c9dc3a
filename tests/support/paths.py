"""Where the project lies, and the test data inside it and beside it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project's checkout."""
FIXTURES = ROOT / "fixtures"
"""Saved pages of the sites that have a profile, with their gold values."""
SHARED = ROOT.parent / "shared"
"""Test data that is no part of the project, and may be absent."""
CORPUS = SHARED / "corpus"
"""Real pages: `corpus.jsonl`, `html/` and `score.py`."""
