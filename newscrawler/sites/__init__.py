"""Sites: their profiles, checks, health, repair and report."""
