"""The store rebuilt from archives, and extraction anew of what the store has."""
