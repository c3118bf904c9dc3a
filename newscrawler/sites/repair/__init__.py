"""Profile repair: selectors for a new design, learnt from articles known before it. Pure."""
