"""Answers about points, with known query counts."""
