"""The run beside a crawl: its archive and store, its progress, its log."""
