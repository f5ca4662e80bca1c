"""What a customer owes, since when, and what has been paid. The oldest debt is paid first:
what is owed today comes from the latest ones.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypedDict

from django.db.models import Q, QuerySet, Sum
from django_stubs_ext import Annotations

from points.models import Account, Movement
from shop.models import Customer

# How many payments are listed.
LATEST = 10


class OwingChange(TypedDict):
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
class DebtPayment:
    """A movement, and how many of its points have paid for a debt."""

    movement: Movement
    points: int


def debts_and_payments(
    customer: Customer, owed: int
) -> tuple[list[Debt], list[DebtPayment]]:
    """Answer the debts that add up to what is owed, and what has been paid since the
    first of them, both the latest first.

    Queries: 1, and none for a customer who owes nothing.
    """
    if not owed:
        return [], []
    changes = list(_changing_debt(customer.pk).filter(Q(owing__lt=0) | Q(owing__gt=0)))
    found = list(_debts((each for each in changes if each.owing < 0), owed))
    # Older payments were for debts that are paid off.
    first = found[-1].movement.number
    paying = [each for each in changes if each.owing > 0 and each.number > first]
    return found, [DebtPayment(each, each.owing) for each in paying[:LATEST]]


def debts(customer: Customer, owed: int) -> Iterator[Debt]:
    """Answer the debts that add up to what is owed, latest first. Queries: 0 or 1."""
    if not owed:
        return iter(())
    return _debts(_changing_debt(customer.pk).filter(owing__lt=0), owed)


def _debts(
    movements: Iterable[Annotated[Movement, Annotations[OwingChange]]], owed: int
) -> Iterator[Debt]:
    for movement in movements:
        points = -movement.owing
        still = min(points, owed)
        yield Debt(movement, points, still)
        owed -= still
        # The rest of the history is not read.
        if not owed:
            return


def share_of_debt(account: Account, merged_ids: Collection[int]) -> int:
    """Answer what of the account's debt these customers' orders made, or they brought."""
    share = 0
    for debt in debts(account.customer, account.debt):
        movement = debt.movement
        # A settlement's debt is of whom its lot belonged to before any merge; a merge's is
        # of the other customer; any other one is the account's own.
        origin = movement.account_id
        if movement.lot:
            origin = movement.lot.origin_id
        elif movement.kind == Movement.Kind.MERGE and movement.other_id:
            origin = movement.other_id
        share += debt.open if origin in merged_ids else 0
    return share


def _changing_debt(account: int) -> QuerySet[Annotated[Movement, Annotations[OwingChange]]]:
    # Entries without a lot are those of the debt: negative makes one, positive pays it.
    return (
        Movement.objects.filter(account=account)
        .annotate(owing=Sum("entries__points", filter=Q(entries__lot=None)))
        .select_related("order", "lot", "other", "voucher")
        .order_by("-number")
    )
