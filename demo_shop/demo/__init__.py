"""A believable shop to try the product on: L'Atelier Lumière, candles and the home."""

from demo_shop.demo.filling import MERCHANT, PASSWORD, DemoRefused, Size, open_demo
from demo_shop.demo.people import CLOSE, FRIEND, NEW, REGULAR, Person

__all__ = [
    "CLOSE",
    "FRIEND",
    "MERCHANT",
    "NEW",
    "PASSWORD",
    "REGULAR",
    "DemoRefused",
    "Person",
    "Size",
    "open_demo",
]
