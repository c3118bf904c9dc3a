"""Erases articles, keeps tombstones, and rebuilds indexes and tables."""
