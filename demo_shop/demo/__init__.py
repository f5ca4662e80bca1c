"""A believable shop to try the product on: L'Atelier Lumière, candles and the home."""
