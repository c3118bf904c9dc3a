"""Writes WARC files: records, compression, recovery, erasing."""
