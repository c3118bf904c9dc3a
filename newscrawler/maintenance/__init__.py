"""Maintenance of archive and database: verify, backup, erase."""
