"""The data model: captures, articles, observations, outcomes, profiles, URLs."""
