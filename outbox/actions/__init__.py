"""Give events their order, send them to who wants to hear them, and forget them."""
