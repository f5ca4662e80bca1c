"""Whom a campaign is for: one statement for each aim, and nothing else differs."""
