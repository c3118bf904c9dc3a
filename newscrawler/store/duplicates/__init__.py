"""Duplicates, exact and near, and the boilerplate that must not make two texts alike."""
