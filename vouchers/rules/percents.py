"""Several percentages off the same goods, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.money import CENT, ZERO, split, to_cent

ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class PercentOff:
    """So much off some lines, which are named by their numbers."""

    percent: Decimal
    lines: frozenset[int]


def percent_shares(
    base: Sequence[Decimal], vouchers: Sequence[PercentOff]
) -> list[list[Decimal]]:
    """What each voucher takes off each line, of what the lines cost without any of them.

    10 % and 20 % are 30 %, and never more than all. Percentages of the same goods are
    rounded as one, so 25 % twice come to what 50 % would; and a line whose percentages add
    up to 100 is left with nothing, whatever other goods they are for.
    """
    totals = [
        sum((each.percent for each in vouchers if line in each.lines), ZERO)
        for line in range(len(base))
    ]
    room = list(base)
    rounded: dict[frozenset[int], tuple[Decimal, Decimal]] = {}
    found = []
    for number, voucher in enumerate(vouchers):
        meant = [
            amount if line in voucher.lines else ZERO for line, amount in enumerate(base)
        ]
        percent, before = rounded.get(voucher.lines, (ZERO, ZERO))
        percent += voucher.percent
        amount = to_cent(sum(meant, ZERO) * percent / ALL)
        rounded[voucher.lines] = percent, amount
        shares = _within(room, amount - before, meant, voucher.percent)
        later = frozenset().union(*(each.lines for each in vouchers[number + 1 :]))
        for line in voucher.lines - later:
            if totals[line] >= ALL:
                shares[line] = room[line]
        room = [left - share for left, share in zip(room, shares, strict=True)]
        found.append(shares)
    return found


def _within(
    room: Sequence[Decimal], amount: Decimal, meant: Sequence[Decimal], percent: Decimal
) -> list[Decimal]:
    """The amount split over the lines as they are meant, none beyond its room.

    A cent for which one line has no room goes to another that was rounded down. More than
    its own percentage, rounded up, no line gives: what another voucher has taken is gone.
    """
    most = [
        min(left, (each * percent / ALL).quantize(CENT, ROUND_CEILING))
        for left, each in zip(room, meant, strict=True)
    ]
    amount = min(amount, sum(most, ZERO))
    parts = [min(pair) for pair in zip(split(amount, meant), most, strict=True)]
    spare = [limit - part for limit, part in zip(most, parts, strict=True)]
    rest = split(amount - sum(parts, ZERO), spare)
    return [part + more for part, more in zip(parts, rest, strict=True)]
