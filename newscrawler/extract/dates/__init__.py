"""The day and time of publication: candidates on a page, and which of them is believed."""
