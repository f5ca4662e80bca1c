"""Allocate several amounts to several pools of goods, each amount to some pools only.

One after the other, a voucher for the whole shop may take what a voucher for books needs.
So a voucher that finds its goods taken makes room: what an earlier one took there is moved
to other goods of its own. No voucher ever gets less by it, and together they take off as
much as can be taken at all (a maximum flow, by shortest augmenting paths).
"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from core.money import ZERO

type Path = list[tuple[int, int]]


def allocate(
    amounts: Sequence[Decimal],
    eligible: Sequence[Sequence[int]],
    headroom: Sequence[Decimal],
) -> list[dict[int, Decimal]]:
    """Answer what each amount takes from each pool, by the number of the pool.

    ``eligible``: the pools an amount may take from, in the order in which it should;
    ``headroom``: what there is in each pool.
    """
    taken = [dict.fromkeys(pools, ZERO) for pools in eligible]
    left = list(headroom)
    for number, amount in enumerate(amounts):
        while amount and (path := _shortest_path(number, taken, left)):
            # As much as each step of the path can give up, and its last pool still has.
            moved = [taken[voucher][pool] for (_, pool), (voucher, _) in pairwise(path)]
            step = min([amount, left[path[-1][1]], *moved])
            for voucher, pool in path:
                taken[voucher][pool] += step
            for (_, pool), (voucher, _) in pairwise(path):
                taken[voucher][pool] -= step
            left[path[-1][1]] -= step
            amount -= step  # noqa: PLW2901 -- what is still to be allocated
    return taken


def _shortest_path(
    number: int, taken: list[dict[int, Decimal]], left: list[Decimal]
) -> Path | None:
    """Search breadth first who takes from which pool, up to one that has any left."""
    came: dict[int, Path] = {number: []}
    turn = deque([number])
    while turn:
        voucher = turn.popleft()
        for pool in taken[voucher]:
            if left[pool]:
                return [*came[voucher], (voucher, pool)]
        for pool in taken[voucher]:
            for other, parts in enumerate(taken):
                if other not in came and parts.get(pool):
                    came[other] = [*came[voucher], (voucher, pool)]
                    turn.append(other)
    return None
