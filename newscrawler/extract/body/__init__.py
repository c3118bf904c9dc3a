"""The body: the container that holds it, and which of its blocks are running text."""
