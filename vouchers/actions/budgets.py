"""What a campaign may give away. One conditional UPDATE, so that nobody overdraws."""

from decimal import Decimal

from django.db.models import F, Q

from vouchers.actions.refusals import BudgetSpent
from vouchers.models import Budget


def draw(budget: Budget, *, count: int, amount: Decimal) -> None:
    """All of it or nothing. Raises BudgetSpent."""
    enough = Budget.objects.filter(
        Q(max_count=None) | Q(max_count__gte=F("spent_count") + count),
        Q(max_amount=None) | Q(max_amount__gte=F("spent_amount") + amount),
        pk=budget.pk,
    )
    if not enough.update(
        spent_count=F("spent_count") + count, spent_amount=F("spent_amount") + amount
    ):
        raise BudgetSpent(budget, count=count, amount=amount)


def give_back(budget_id: int, *, count: int, amount: Decimal) -> None:
    """What was issued and can no longer be used."""
    Budget.objects.filter(pk=budget_id).update(
        spent_count=F("spent_count") - count, spent_amount=F("spent_amount") - amount
    )
