"""Commands that `scrapy` finds in this project: `crawl`, with exit codes that tell the truth."""
