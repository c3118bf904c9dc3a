"""The body: which container holds it, and which of its blocks are text."""
