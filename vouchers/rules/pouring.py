"""Several amounts over several heaps of goods, each amount allowed on some heaps only.

Poured one after the other, a voucher for the whole shop may take what a voucher for books
needs. So a voucher that finds its goods taken makes room: what an earlier one took there is
moved to other goods of its own. No voucher ever gets less by it, and together they take off
as much as can be taken at all (a maximum flow).
"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from core.money import ZERO

type Way = list[tuple[int, int]]


def pour(
    amounts: Sequence[Decimal], reach: Sequence[Sequence[int]], room: Sequence[Decimal]
) -> list[dict[int, Decimal]]:
    """What each amount takes from each heap.

    ``reach``: the heaps an amount may take from, in the order in which it should.
    """
    taken = [dict.fromkeys(heaps, ZERO) for heaps in reach]
    left = list(room)
    for number, amount in enumerate(amounts):
        while amount and (way := _way(number, taken, left)):
            step = min(amount, _widest(way, taken, left))
            _move(way, step, taken, left)
            amount -= step  # noqa: PLW2901 -- what is still to be poured
    return taken


def _way(number: int, taken: list[dict[int, Decimal]], left: list[Decimal]) -> Way | None:
    """Who takes from which heap, the last one from a heap that has room: the shortest."""
    came: dict[int, Way] = {number: []}
    turn = deque([number])
    while turn:
        voucher = turn.popleft()
        for heap in taken[voucher]:
            if left[heap]:
                return [*came[voucher], (voucher, heap)]
        for heap in taken[voucher]:
            for other, parts in enumerate(taken):
                if other not in came and parts.get(heap):
                    came[other] = [*came[voucher], (voucher, heap)]
                    turn.append(other)
    return None


def _widest(way: Way, taken: list[dict[int, Decimal]], left: list[Decimal]) -> Decimal:
    """Each gives up at the heap where the one before him takes."""
    moved = [taken[voucher][heap] for (_, heap), (voucher, _) in pairwise(way)]
    return min([left[way[-1][1]], *moved])


def _move(
    way: Way, step: Decimal, taken: list[dict[int, Decimal]], left: list[Decimal]
) -> None:
    for voucher, heap in way:
        taken[voucher][heap] += step
    for (_, heap), (voucher, _) in pairwise(way):
        taken[voucher][heap] -= step
    left[way[-1][1]] -= step
