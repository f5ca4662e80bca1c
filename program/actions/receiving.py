"""Facts that move something when they come in. The others go straight to ``shop``."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from points import actions as points
from points import queries as ledger
from program.actions.claiming import claim_orders, own_again
from program.actions.settling import Settlement, settle_order
from shop import actions as shops
from shop.models import Customer, Order, Shop
from shop.rules import CustomerFact, OrderFact
from vouchers import actions as vouchers


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an order's statement, and of the order with it."""

    stated: shops.Stated[Order]
    settlement: Settlement


@transaction.atomic
def receive_order(
    *, shop: Shop, external_id: str, fact: OrderFact, author: str, now: datetime
) -> Receipt:
    """Raises shop.CurrencyMismatch and Invalid; then nothing has been written."""
    version = ledger.rules_at(shop, fact.qualifying_instant)
    stated = shops.state_order(
        shop=shop,
        external_id=external_id,
        fact=fact,
        gives=fact.state in version.giving_states,
    )
    return Receipt(stated, settle_order(order=stated.row, author=author, now=now))


@transaction.atomic
def receive_customer(
    *, shop: Shop, external_id: str, fact: CustomerFact, author: str, now: datetime
) -> shops.Stated[Customer]:
    """Guests earn nothing: who becomes one, or ceases to be, has his orders settled.

    A verified address claims what was bought as a guest. What is said of somebody who
    was merged is kept under his own id; what he does counts for the other.
    """
    before = shops.lock_customer(shop=shop, external_id=external_id)
    stated = shops.state_customer(shop=shop, external_id=external_id, fact=fact)
    row = stated.row
    if not row.merged_into_id and (before.guest or row.guest) and stated.changed:
        own_again(customer=row, author=author, now=now)
    if stated.changed:
        claim_orders(customer=row, author=author, now=now)
    return stated


@transaction.atomic
def erase_customer(*, shop: Shop, external_id: str, author: str, now: datetime) -> Customer:
    """Drop the person, under all ids that were merged, and what he could still spend;
    the books stay. Raises shop.Unknown.
    """
    customer = shops.erase_customer(shop=shop, external_id=external_id, now=now)
    points.forfeit(customer=customer, author=author, now=now)
    vouchers.cancel_all(customer=customer, now=now)
    return customer
