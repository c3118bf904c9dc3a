"""Readers of captures in files, folders, pipes, ZIP and WACZ, and their verification."""
