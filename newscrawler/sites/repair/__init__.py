"""Repair: selectors for a site's new design, found by what its articles are known to say. Pure."""
