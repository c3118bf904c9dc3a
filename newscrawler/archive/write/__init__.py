"""The writing of WARC files: records, compression, recovery, erasing."""
