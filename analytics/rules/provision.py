"""What is owed as an accountant tells it: as a provision (PCG), and as deferred revenue
(IFRS 15). Amounts are with tax, to the cent.
"""

from dataclasses import dataclass
from decimal import Decimal

from analytics.rules.survival import Probability
from core.money import ZERO, to_cent


@dataclass(frozen=True, slots=True)
class Provision:
    """Points, and vouchers that points have become. Gift cards are money received: they
    are owed in full, and part of neither.

    ``expected`` is what of the face value is going to be used. ``pcg`` is what that will
    cost; ``ifrs`` is the part of what was paid for goods that was paid for the points.
    """

    face: Decimal
    expected: Decimal
    pcg: Decimal
    ifrs: Decimal
    # The price of goods among that of goods and points together.
    goods_share: Decimal


def provision(
    *,
    points: Decimal,
    vouchers: Decimal,
    probability: Probability,
    voucher_probability: Probability,
    cost_percent: Decimal | None,
    sold: Decimal,
    given: Decimal,
) -> Provision:
    """``cost_percent`` None: face value, the cautious figure.

    A price is allocated to goods and points by their stand-alone prices: the goods' is what
    was paid for them, ``sold``; the points' is what of those ``given`` is going to be used.
    """
    # Points become vouchers first, and not all of those are used.
    chance = _exact(probability.likely) * _exact(voucher_probability.likely)
    expected = points * chance + vouchers * _exact(voucher_probability.likely)
    apart = sold + given * chance
    share = sold / apart if apart else Decimal(1)
    cost = Decimal(100) if cost_percent is None else cost_percent
    return Provision(
        face=points + vouchers,
        expected=to_cent(expected),
        pcg=to_cent(expected * cost / 100),
        ifrs=to_cent(expected * share),
        goods_share=share.quantize(Decimal("0.0001")),
    )


def _exact(share: float) -> Decimal:
    """To the tenth of a percent: no more is known of it."""
    return Decimal(share).quantize(Decimal("0.001")) if share else ZERO
