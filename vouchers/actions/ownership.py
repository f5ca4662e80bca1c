"""Move vouchers when two accounts become one, and when they part again."""

from collections.abc import Collection

from shop.models import Customer
from vouchers.models import Voucher


def on_merge(*, kept: Customer, absorbed: Customer) -> None:
    """Move all vouchers of one account to the other. Each remembers its first owner.
    Queries: 2.
    """
    # The order matters: those that have moved before keep their first owner.
    held = Voucher.objects.filter(customer=absorbed)
    held.filter(original_owner=None).update(original_owner=absorbed, customer=kept)
    held.update(customer=kept)


def on_unmerge(*, kept: Customer, parting: Customer, merged_ids: Collection[int]) -> None:
    """Move vouchers back to an account that parts. Queries: 2.

    ``merged_ids``: the customers whose vouchers go along, by primary key.
    """
    away = Voucher.objects.filter(customer=kept, original_owner__in=merged_ids)
    away.exclude(original_owner=parting).update(customer=parting)
    away.filter(original_owner=parting).update(customer=parting, original_owner=None)
