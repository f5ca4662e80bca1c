"""What a customer owes: why, and what has been paid. The oldest debt is paid first, so
what is owed today comes from the latest ones.
"""

from collections.abc import Collection, Iterable, Iterator
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


def owing(customer: Customer, owed: int) -> tuple[list[Debt], list[Payment]]:
    """The debts that explain what is owed, and what has paid since the first of them,
    both the latest first. One query, and none for somebody who owes nothing.
    """
    if not owed:
        return [], []
    changes = list(_changing_debt(customer.pk).filter(Q(owing__lt=0) | Q(owing__gt=0)))
    found = list(_debts((each for each in changes if each.owing < 0), owed))
    first = found[-1].movement.number
    paying = [each for each in changes if each.owing > 0 and each.number > first]
    return found, [Payment(each, each.owing) for each in paying[:LATEST]]


def debts(customer: Customer, owed: int) -> Iterator[Debt]:
    """The latest ones, that together explain what is owed, latest first. One query."""
    if not owed:
        return iter(())
    return _debts(_changing_debt(customer.pk).filter(owing__lt=0), owed)


def _debts(
    movements: Iterable[Annotated[Movement, Annotations[Owing]]], owed: int
) -> Iterator[Debt]:
    for movement in movements:
        points = -movement.owing
        still = min(points, owed)
        yield Debt(movement, points, still)
        owed -= still
        if not owed:
            return


def share_of_debt(account: Account, merged_ids: Collection[int]) -> int:
    """What of the account's debt comes from these customers' orders, or came with them."""
    return sum(
        debt.open
        for debt in debts(account.customer, account.debt)
        if _from(debt.movement) in merged_ids
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
