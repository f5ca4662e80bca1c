"""What a code looks like."""

import secrets

# Without 0 O 1 I L: nobody has to guess what is printed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# 31^11 is 54 bits: with a million living codes, one try in 25 000 million hits one.
LENGTH = 11


def new_code(prefix: str) -> str:
    """An unguessable code such as FID-7KQ4M2XD9AB."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
