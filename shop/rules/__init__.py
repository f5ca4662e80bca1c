"""What a shop may state, and what an order's amounts come to. No database, no clock."""
