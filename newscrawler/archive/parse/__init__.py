"""Parses WARC and ARC bytes: members, records, HTTP messages, digests."""
