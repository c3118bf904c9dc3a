"""Questions about speed, size and quality, each answered by a script: see README.md."""
