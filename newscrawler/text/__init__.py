"""Text as people write it: Arabic letters, digits, encodings, dates, counts, languages."""
