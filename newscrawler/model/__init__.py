"""What flows through the house: captures, articles, observations, outcomes, profiles, addresses."""
