"""What a signed-in person may see. Every page starts from ``signed_in.customer_of``."""
