"""How well and how fast pages are extracted, and what breaks the extractor."""
