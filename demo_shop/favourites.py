"""Which products a customer has saved, and what the shop calls the list and its button."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Favourites:
    """``products`` are the numbers of the saved ones."""

    page: str
    button: str
    products: frozenset[str]

    @classmethod
    def parse(cls, words: Mapping[str, Any], products: Iterable[str]) -> Self:
        return cls(words["page"], words["button"], frozenset(products))
