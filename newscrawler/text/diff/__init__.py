"""The difference of two versions of an article, word by word. Pure."""

from newscrawler.text.diff.compare import compare
from newscrawler.text.diff.difference import Difference, Kind, Paragraph, Run, Text

__all__ = ["Difference", "Kind", "Paragraph", "Run", "Text", "compare"]
