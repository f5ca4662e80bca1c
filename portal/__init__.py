"""« Mon compte »: what the customer sees and does."""
