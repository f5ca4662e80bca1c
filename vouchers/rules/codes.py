"""What a code looks like."""

import re
import secrets

# Without 0 O 1 I L: nobody has to guess what is printed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# 31^11 is 54 bits: with a million living codes, one try in 25 000 million hits one.
LENGTH = 11


def new_code(prefix: str) -> str:
    """Draw an unguessable code such as FID-7KQ4M2XD9AB."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


_CHOSEN = re.compile(r"[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){2,29}")


def chosen_code(typed: str) -> str | None:
    """Read a merchant's own code, such as NOEL-2026; None for what is no code. In capitals.

    Three to thirty letters, digits and single hyphens: what can be said on the telephone.
    """
    code = typed.strip().upper()
    return code if _CHOSEN.fullmatch(code) else None
