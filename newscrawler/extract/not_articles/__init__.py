"""Pages that are no articles: soft 404s, walls, stubs, lists."""
