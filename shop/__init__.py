"""The mirror of the shop's facts:
customers, products, carts and orders as the shop states them.
"""
