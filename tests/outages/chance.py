"""Moments that are chosen by chance, and said, so that they can be chosen again."""

import os
import random


def dice() -> random.Random:
    """The same each time; OUTAGES_SEED looks for other moments."""
    seed = int(os.environ.get("OUTAGES_SEED", "1"))
    print(f"OUTAGES_SEED={seed}")
    return random.Random(seed)
