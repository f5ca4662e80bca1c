"""What a code looks like. No database, no clock."""

import secrets

# Without 0 O 1 I L: nobody has to guess what is printed. 31^10 is 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code(prefix: str) -> str:
    """An unguessable code such as FID-7KQ4M2XD9A."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
