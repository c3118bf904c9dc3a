"""Upkeep: erasure and tombstones, the capture index, a staging store for re-extraction."""
