"""Answers about wishes. Everything starts from a customer, or from a link they gave."""
