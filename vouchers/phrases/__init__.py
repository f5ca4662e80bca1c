"""Vouchers and offers in sentences. Nothing here asks the database."""
