"""What a customer owes: why, and what has been paid. The oldest debt is paid first, so
what is owed today comes from the latest ones.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from django.db.models import Q, QuerySet, Sum
from django_stubs_ext import Annotations

from points.models import Account, Movement
from shop.models import Customer

# Of those that paid: nobody reads more.
LATEST = 10


class Owing(TypedDict):
    owing: int


@dataclass(frozen=True, slots=True)
class Debt:
    """A movement that made a debt of ``points``, and how many of them are still owed."""

    movement: Movement
    points: int
    open: int

    @property
    def paid(self) -> int:
        return self.points - self.open


@dataclass(frozen=True, slots=True)
class Payment:
    """A movement, and how many of its points have paid for a debt."""

    movement: Movement
    points: int


def debts(customer: Customer, owed: int) -> Iterator[Debt]:
    """The latest ones, that together explain what is owed, latest first. One query."""
    if not owed:
        return
    for movement in _changing_debt(customer.pk).filter(owing__lt=0):
        points = -movement.owing
        still = min(points, owed)
        yield Debt(movement, points, still)
        owed -= still
        if not owed:
            return


def paid_since(debts: Sequence[Debt]) -> list[Payment]:
    """What has paid since the first of these debts, latest first. One query; none where
    nothing was paid.
    """
    if not any(debt.paid for debt in debts):
        return []
    first = debts[-1].movement
    paying = _changing_debt(first.account_id).filter(owing__gt=0)
    latest = paying.filter(number__gt=first.number)[:LATEST]
    return [Payment(movement, movement.owing) for movement in latest]


def share_of_debt(account: Account, family: Collection[int]) -> int:
    """What of the account's debt comes from these customers' orders, or came with them."""
    return sum(
        debt.open
        for debt in debts(account.customer, account.debt)
        if _from(debt.movement) in family
    )


def _from(movement: Movement) -> int:
    if movement.lot:
        return movement.lot.origin_id
    merged = movement.kind == Movement.Kind.MERGE
    return movement.other_id if merged and movement.other_id else movement.account_id


def _changing_debt(account: int) -> QuerySet[Annotated[Movement, Annotations[Owing]]]:
    return (
        Movement.objects.filter(account=account)
        .annotate(owing=Sum("entries__points", filter=Q(entries__lot=None)))
        .select_related("order", "lot", "other", "voucher")
        .order_by("-number")
    )
