"""Which tiers customers hold, how far they are, and what other tiers would change."""
