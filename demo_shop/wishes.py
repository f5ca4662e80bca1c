"""What the programme answers about hearts: which are full, and what the shop calls them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Hearts:
    """``products`` are the numbers of those whose heart is full."""

    page: str
    button: str
    products: frozenset[str]

    @classmethod
    def read(cls, words: Mapping[str, Any], products: Iterable[str]) -> Self:
        return cls(words["page"], words["button"], frozenset(products))
