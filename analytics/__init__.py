"""Figures an owner can act on: what is owed, what campaigns bring, what rules would cost.

It reads everything below it and writes nothing but its own settings and stored figures.
"""
