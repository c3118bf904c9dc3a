"""How soon a redesign is noticed, and whether what is then proposed is right."""
