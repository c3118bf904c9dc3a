"""Keeps archive and database in good order: verify, backup, erase."""
