"""Whether near-duplicates are found, and at what cost."""
