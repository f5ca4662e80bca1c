"""Saved products: the lists customers keep, and what the shop learns from them.

A heart is for all lists of a customer: it is full where the product stands on one of them.
"""
