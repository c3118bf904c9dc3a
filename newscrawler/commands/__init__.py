"""Scrapy commands of this project: `crawl`, with exit codes that tell the truth."""
