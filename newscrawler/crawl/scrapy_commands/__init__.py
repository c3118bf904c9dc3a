"""Commands that `scrapy` finds in this project: `crawl`, with meaningful exit codes."""
