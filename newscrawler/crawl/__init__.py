"""The live crawl: the one room that knows Scrapy and Twisted."""
