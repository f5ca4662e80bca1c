"""Walks through the whole product, each through the doors that a person uses."""
