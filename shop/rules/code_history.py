"""Since when an order names its codes, by what all its statements have said.

Of two orders that name one code the one that has named it longer has it. That must not
hang on which of their statements arrived first, so an order keeps what each has said.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.money import ZERO

# More statements than any order needs; of a longer history the beginning is dropped.
MOST = 100


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """So much of a code, without a break since then.

    ``since``: when the order was placed, where its first statement already said so; else
    the statement that did. ``stated_at`` is that statement in any case.
    """

    since: datetime
    stated_at: datetime
    amount: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Claims:
    """By code in capitals: a voucher's one claim; of a gift card one for each amount that
    was added.
    """

    vouchers: Mapping[str, Claim]
    cards: Mapping[str, Sequence[Claim]]


def heard(
    history: Sequence[Mapping[str, Any]],
    at: datetime,
    state: str,
    *,
    vouchers: Iterable[str] = (),
    cards: Mapping[str, Decimal] | None = None,
    latest: bool = True,
) -> list[Mapping[str, Any]]:
    """Add one more statement to the history. Of two of one instant that count, the last to
    arrive stands; one that is stale beside a newer one comes before it.
    """
    said = {
        "at": at.isoformat(),
        "state": state,
        "vouchers": sorted({code.strip().upper() for code in vouchers}),
        "cards": {
            code.strip().upper(): f"{max(amount, ZERO):.2f}"
            for code, amount in (cards or {}).items()
        },
    }
    others = [each for each in history if _at(each) != at]
    if not latest and len(others) < len(history):
        return list(history)
    return sorted([*others, said], key=_at)[-MOST:]


def claims_of(
    history: Sequence[Mapping[str, Any]],
    *,
    cancelling: Collection[str],
    placed_at: datetime,
) -> Claims:
    """Answer what the latest statement claims, and since when. In a cancelling state
    nothing is claimed.
    """
    vouchers: dict[str, list[Claim]] = {}
    cards: dict[str, list[Claim]] = {}
    for number, said in enumerate(history):
        at = _at(said)
        stands = said["state"] not in cancelling
        since = at if number else placed_at
        codes = dict.fromkeys(said["vouchers"], Decimal(1)) if stands else {}
        amounts = said["cards"] if stands else {}
        _follow(vouchers, codes, since, at)
        _follow(cards, {code: Decimal(each) for code, each in amounts.items()}, since, at)
    return Claims({code: claims[0] for code, claims in vouchers.items()}, cards)


def _follow(
    claims: dict[str, list[Claim]],
    wanted: Mapping[str, Decimal],
    since: datetime,
    at: datetime,
) -> None:
    """Add what is more than before; what is less is taken off the latest first."""
    for code in [code for code in claims if not wanted.get(code)]:
        del claims[code]
    for code, amount in wanted.items():
        had = claims.setdefault(code, []) if amount else []
        more = amount - sum((claim.amount for claim in had), ZERO)
        while more < 0:
            last = had.pop()
            if last.amount + more > 0:
                had.append(Claim(last.since, last.stated_at, last.amount + more))
            more = min(last.amount + more, ZERO)
        if more > 0:
            had.append(Claim(since, at, more))


def _at(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["at"])
