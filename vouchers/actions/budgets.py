"""Budgets: how many vouchers, and how much money, may be issued under one name."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from shop.models import Shop
from vouchers.actions.refusals import BelowSpent, BudgetNameTaken, BudgetSpent
from vouchers.models import Budget


def draw_budget(budget: Budget, *, count: int, amount: Decimal) -> None:
    """Take so many vouchers and so much money off a budget: all of it or nothing.

    Raises BudgetSpent.
    """
    # One conditional UPDATE, not a read and a write: two campaigns at once cannot overdraw.
    enough = Budget.objects.filter(
        Q(max_count=None) | Q(max_count__gte=F("spent_count") + count),
        Q(max_amount=None) | Q(max_amount__gte=F("spent_amount") + amount),
        pk=budget.pk,
    )
    if not enough.update(
        spent_count=F("spent_count") + count, spent_amount=F("spent_amount") + amount
    ):
        raise BudgetSpent(budget, count=count, amount=amount)


@transaction.atomic
def open_budget(
    *, shop: Shop, name: str, max_count: int | None, max_amount: Decimal | None
) -> Budget:
    """Open a budget; a limit of None does not limit. Raises BudgetNameTaken."""
    budget, is_new = Budget.objects.get_or_create(
        shop=shop, name=name, defaults={"max_count": max_count, "max_amount": max_amount}
    )
    if not is_new:
        raise BudgetNameTaken(name)
    return budget


@transaction.atomic
def change_budget(
    *, budget: Budget, max_count: int | None, max_amount: Decimal | None
) -> None:
    """Change the limits of a budget. Raises BelowSpent where it has given more already."""
    budget.max_count, budget.max_amount = max_count, max_amount
    # One after the other, each in a savepoint: the CHECK that fails names the field.
    for field in ["max_count", "max_amount"]:
        try:
            with transaction.atomic():
                budget.save(update_fields=[field])
        except IntegrityError as error:
            raise BelowSpent(field) from error
