"""Spiders: each profile is one, beside the ordinary ones of Scrapy."""
