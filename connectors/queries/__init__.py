"""How connected shops stand."""
