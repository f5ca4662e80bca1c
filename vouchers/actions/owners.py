"""Whose bons they are when two accounts become one, and when they part again."""

from collections.abc import Collection

from shop.models import Customer
from vouchers.models import Voucher


def follow(*, kept: Customer, absorbed: Customer) -> None:
    """The bons of the one are the other's; they remember whose they were."""
    held = Voucher.objects.filter(customer=absorbed)
    held.filter(home=None).update(home=absorbed, customer=kept)
    held.update(customer=kept)


def part(*, kept: Customer, parting: Customer, family: Collection[int]) -> None:
    """``family``: the customers whose bons go along, by primary key."""
    away = Voucher.objects.filter(customer=kept, home__in=family)
    away.exclude(home=parting).update(customer=parting)
    away.filter(home=parting).update(customer=parting, home=None)
