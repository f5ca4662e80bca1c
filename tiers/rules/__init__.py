"""What counts towards a tier, in which window, and how far the next one is."""
