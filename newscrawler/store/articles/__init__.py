"""Writes articles and their versions, views, aliases and rights."""
