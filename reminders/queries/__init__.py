"""Who is due, and why others are not; what became of those who were."""
