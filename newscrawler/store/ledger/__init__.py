"""The ledger: every URL and its outcome; the frontier is its part that waits."""
