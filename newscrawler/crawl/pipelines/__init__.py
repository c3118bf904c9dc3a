"""Thin adapters, one per stage: extract → dedupe → store.

A spider's capture becomes an observation and leaves as an article. Items of other spiders, which
are no captures, pass through.
"""
