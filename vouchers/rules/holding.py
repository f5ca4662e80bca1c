"""Carts hold what an order may use; a hold ends by itself."""

from collections.abc import Iterable
from datetime import datetime


def held_until(ends: Iterable[datetime], free: int | None) -> datetime | None:
    """Answer when a cart that holds nothing can have one of the ``free`` uses left.

    ``ends`` are those of the living holds. None: at once, or never, where none is free.
    """
    in_turn = sorted(ends)
    if free is None or not 0 < free <= len(in_turn):
        return None
    return in_turn[len(in_turn) - free]
