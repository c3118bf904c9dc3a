"""Spiders: each profile is one, and ordinary Scrapy spiders may lie beside them."""
