"""What customers and shops are shown of the levels."""
