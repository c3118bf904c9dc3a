"""Parsers of WARC and ARC bytes: gzip members, records, HTTP messages, digests."""
