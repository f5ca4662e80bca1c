"""The calls. Each translates, makes one call, and translates back."""
