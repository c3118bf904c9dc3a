"""What changed between two versions of an article, word by word. Pure."""

from newscrawler.text.diff.compare import compare
from newscrawler.text.diff.data import Difference, Kind, Paragraph, Run, Text

__all__ = ["Difference", "Kind", "Paragraph", "Run", "Text", "compare"]
