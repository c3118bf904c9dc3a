"""Fetching: recording, limits, robots.txt, politeness, private addresses, cancelling."""
