"""What is known of gift cards. Whose they are is told only to the customer concerned."""
