"""What changed between two versions of an article, word by word. Pure."""

from newscrawler.differences.compare import compare
from newscrawler.differences.data import Difference, Kind, Paragraph, Run, Text

__all__ = ["Difference", "Kind", "Paragraph", "Run", "Text", "compare"]
