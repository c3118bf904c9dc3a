"""One file for each field but body and dates: title, authors, sections, views, rights."""
