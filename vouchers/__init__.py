"""Bons de réduction: their code, their worth, their limits and their life."""
