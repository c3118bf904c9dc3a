"""Fetching: the recording download handler and the check of addresses."""
