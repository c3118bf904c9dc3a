"""A crawl's run: its archive and store, its stop, its summary and exit code."""
