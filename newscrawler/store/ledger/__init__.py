"""The ledger: every URL and its outcome, the frontier of what waits, traps, host back-off."""
