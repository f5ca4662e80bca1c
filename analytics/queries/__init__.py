"""Figures of one shop, read from the books and the facts."""
