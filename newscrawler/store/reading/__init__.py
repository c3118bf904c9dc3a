"""Queries: rows for export, for `show`, for reports and for the crawl."""
