"""A believable shop to try the product on: L'Atelier Lumière, candles and the home."""

from boutique.demo.opening import MERCHANT, PASSWORD, NotHere, Size, open_demo
from boutique.demo.people import CLOSE, FRIEND, NEW, REGULAR, Person

__all__ = [
    "CLOSE",
    "FRIEND",
    "MERCHANT",
    "NEW",
    "PASSWORD",
    "REGULAR",
    "NotHere",
    "Person",
    "Size",
    "open_demo",
]
