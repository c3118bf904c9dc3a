"""The fields but body and dates, one file each: title, authors, sections, views, rights."""
