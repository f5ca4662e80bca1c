"""Brevo: customers who agree to offers, as contacts with their figures and lists."""
