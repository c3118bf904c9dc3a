"""Articles and what belongs to them: versions, view counts, aliases, rights."""
