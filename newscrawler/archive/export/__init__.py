"""Writes CDXJ and WACZ: indexes and packages for other tools."""
