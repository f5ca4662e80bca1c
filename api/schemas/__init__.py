"""What a shop may send, in JSON: read strictly, and turned into the facts of ``shop``."""
