"""Awards given by rounds: categories, entries, eligibility days, a jury scoring blind, results."""
