"""Bars of a chart: how long each is and where it stands, in the units of its drawing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What a pair of bars takes down.
BAR_STEP = 44


@dataclass(frozen=True, slots=True)
class BarPair:
    """A whole and a part of it, one bar below the other. ``top`` is where they begin."""

    whole: int
    part: int
    top: int

    @property
    def text_y(self) -> int:
        return self.top + 12

    @property
    def part_y(self) -> int:
        return self.top + 18


def bar_pairs(
    figures: Iterable[tuple[int, int]], *, width: int, top: int = 0
) -> Iterator[BarPair]:
    """Return a pair for each (whole, part); the largest whole is ``width`` long.

    A bar of anything at all can be seen: wholes are at least one unit, parts rounded up.
    """
    pairs = [*figures]
    most = max((whole for whole, _part in pairs), default=0) or 1
    for index, (whole, part) in enumerate(pairs):
        yield BarPair(
            whole=max(1, width * whole // most),
            part=-(-width * part // most),
            top=top + BAR_STEP * index,
        )
