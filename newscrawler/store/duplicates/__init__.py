"""Finds duplicates, exact and near, and the boilerplate that is no likeness."""
