"""Reading text as people write it: Arabic letters, digits, dates and counts."""
