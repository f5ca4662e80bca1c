"""Merge two ids of one person, and part them again. What hangs on them moves in
``programme.actions.merging``.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import Refused
from shop import queries as shop_queries
from shop.actions.order_owners import lock_canonical
from shop.models import Cart, Customer, Order, Shop


class CannotMerge(Refused):
    code = "cannot_merge"


class SameCustomer(CannotMerge):
    code = "same_customer"

    def __init__(self) -> None:
        super().__init__(_("These are one and the same account."))


class OtherShop(CannotMerge):
    code = "other_shop"

    def __init__(self) -> None:
        super().__init__(_("These accounts are of two shops."))


class AlreadyMerged(CannotMerge):
    code = "already_merged"

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            _("Account %(id)s is already merged into another.")
            % {"id": customer.external_id}
        )


class ErasedCustomer(CannotMerge):
    code = "erased"

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            _("Account %(id)s has been erased.") % {"id": customer.external_id}
        )


class IntoGuest(CannotMerge):
    code = "into_guest"

    def __init__(self) -> None:
        super().__init__(_("A guest has no account to keep. Start from the member’s."))


class NotMerged(Refused):
    code = "not_merged"

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            _("Account %(id)s is not merged into another.") % {"id": customer.external_id}
        )


@transaction.atomic
def merge(
    *, kept: Customer, absorbed: Customer, now: datetime
) -> tuple[Customer, Customer]:
    """Let the orders and carts of one account count for the other. Answers both, locked.

    Raises CannotMerge, in one of its forms.
    """
    # Before the customers: of two merges that cross, each into the other's, both would hold
    # what the other waits for. One waits here instead, and finds it merged.
    Shop.objects.select_for_update(no_key=True).get(pk=absorbed.shop_id)
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("shop", "shop_group", "tier_group")
    # The order in which orders take them: an id before the one it leads to, once merged.
    absorbed = rows.get(pk=absorbed.pk)
    kept = rows.get(pk=kept.pk)
    check_merge(kept, absorbed)
    absorbed.merged_into, absorbed.merged_at = kept, now
    absorbed.save(update_fields=["merged_into", "merged_at"])
    # What counted for ``absorbed`` counts for ``kept``. ``shop_customer`` remembers whose
    # it was, so that unmerging can return it; of an order that was claimed ``claimed_by``
    # does. Set before ``customer``, by which the rows are found.
    orders = Order.objects.filter(customer=absorbed)
    list(_locked(orders))
    unnamed = orders.filter(shop_customer=None, claimed_by=None)
    unnamed.update(shop_customer=absorbed, customer=kept)
    orders.update(customer=kept)
    carts = Cart.objects.filter(customer=absorbed)
    carts.filter(shop_customer=None).update(shop_customer=absorbed, customer=kept)
    carts.update(customer=kept)
    return kept, absorbed


def check_merge(kept: Customer, absorbed: Customer) -> None:
    """Raises CannotMerge, in one of its forms."""
    if kept.pk == absorbed.pk:
        raise SameCustomer
    if kept.shop_id != absorbed.shop_id:
        raise OtherShop
    for customer in (kept, absorbed):
        if customer.erased_at:
            raise ErasedCustomer(customer)
        if customer.merged_into_id:
            raise AlreadyMerged(customer)
    if kept.guest:
        raise IntoGuest


@dataclass(frozen=True, slots=True)
class UndoneMerge:
    """``merged_ids``: who parts, and all who count for them from now on, by primary key."""

    kept: Customer
    parting: Customer
    merged_ids: set[int]
    merged_at: datetime


@transaction.atomic
def unmerge(*, customer: Customer) -> UndoneMerge:
    """Part a merged customer, with the orders and carts that are theirs.

    Raises NotMerged and ErasedCustomer.
    """
    # Before the customers, as merging does: it locks them the other way round.
    Shop.objects.select_for_update(no_key=True).get(pk=customer.shop_id)
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    parting = rows.select_related("shop", "shop_group", "tier_group").get(pk=customer.pk)
    merged_at = parting.merged_at
    if merged_at is None:
        raise NotMerged(parting)
    if parting.erased_at:
        raise ErasedCustomer(parting)
    kept = lock_canonical(parting)
    merged_ids = shop_queries.merged_ids(parting)
    parting.merged_into = parting.merged_at = None
    parting.save(update_fields=["merged_into", "merged_at"])
    # An order returns if the one who parts, or somebody merged into them, claimed it, or
    # if nobody has claimed it and the shop states one of them.
    orders = Order.objects.filter(customer=kept)
    orders = orders.filter(claimed_by__in=merged_ids) | orders.filter(
        claimed_by=None, shop_customer__in=merged_ids
    )
    going = list(_locked(orders))
    moved = Order.objects.filter(pk__in=going)
    moved.exclude(shop_customer=parting).update(customer=parting)
    moved.filter(shop_customer=parting).update(customer=parting, shop_customer=None)
    carts = Cart.objects.filter(customer=kept, shop_customer__in=merged_ids)
    carts.exclude(shop_customer=parting).update(customer=parting)
    carts.filter(shop_customer=parting).update(customer=parting, shop_customer=None)
    return UndoneMerge(kept, parting, merged_ids, merged_at)


def _locked(orders: QuerySet[Order]) -> QuerySet[Order, int]:
    """By primary key, as everywhere."""
    rows = orders.select_for_update(no_key=True).order_by("pk")
    return rows.values_list("pk", flat=True)
