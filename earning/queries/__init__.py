"""Which rules apply, and what an order should have earned under them."""
