"""What a signed-in person may see. Every page starts from ``customers.customer_of``."""
