"""Receive facts that move something. Those that do not go straight to ``shop``."""

from datetime import datetime

from django.db import transaction

from core.addresses import address_key
from mailing.actions.consents import state_consent
from points.actions.rewarding import reward_registration
from programme.actions.guest_orders import claim_guest_orders, reassign_guest_orders
from programme.actions.order_settlement import (
    resolve_products,
    settle_codes_of,
)
from programme.actions.receiving_orders import open_accounts
from programme.actions.tiers import review_person
from referrals.actions.linking import link_friend
from referrals.actions.parties import lock_parties
from referrals.actions.settling import settle as settle_referral
from shop.actions.catalogue import state_category, state_product
from shop.actions.customers import lock_customer, state_customer
from shop.actions.facts import StatementResult
from shop.actions.resolving import reopen_lines
from shop.models import Category, Customer, Product, Shop
from shop.queries import orders_awaiting_products
from shop.rules.facts import CategoryFact, CustomerFact, ProductFact

# So many orders can be settled while the shop waits for its answer.
FEW = 200


@transaction.atomic
def receive_customer(
    *, shop: Shop, external_id: str, fact: CustomerFact, author: str, now: datetime
) -> StatementResult[Customer]:
    """Store what the shop says of a customer and settle what that changes.

    A statement about a customer who was merged is kept under their own id; what they do
    counts for the other. What they told the shop about offers is recorded as a consent.
    """
    # 1. All that may be concerned is locked, in the order of locks; then the fact is
    #    stored.
    parties = lock_parties(
        shop=shop, external_id=external_id, email=fact.email, code=fact.sponsor
    )
    before = lock_customer(shop=shop, external_id=external_id)
    open_accounts(parties, now)
    stated = state_customer(shop=shop, external_id=external_id, fact=fact)
    row = stated.row
    # 2. Guests earn nothing: the orders of whoever becomes one, or ceases to be one, are
    #    settled. A verified address claims what was bought as a guest.
    if not row.merged_into_id and (before.guest or row.guest) and stated.changed:
        reassign_guest_orders(customer=row, author=author, now=now)
    if stated.changed:
        claim_guest_orders(customer=row, author=author, now=now)
    # 3. An account that is new to us may be worth points, and have been brought by a
    #    friend.
    is_new = before.guest or before.registered_at is None
    if stated.changed and is_new and not row.merged_into_id:
        reward_registration(customer=row, author=author, now=now)
        if parties and (friend := link_friend(customer=row, code=fact.sponsor, now=now)):
            settle_referral(referral=friend, author=author, now=now)
    # 4. The tier, by all that counts now.
    if stated.changed:
        review_person(customer=row, author=author, now=now)
        keys = {address_key(before.email), address_key(row.email)}
        if len(keys) > 1:
            settle_codes_of(customers=[row], keys=keys, author=author, now=now)
    # 5. Consent has a time of its own, so it counts also where the statement is late.
    if fact.consents and not row.erased_at:
        said = fact.consents
        state_consent(
            customer=row,
            given=said.offers,
            at=said.at,
            wording=said.wording,
            source=said.source,
            now=now,
        )
    return stated


def receive_product(
    *, shop: Shop, external_id: str, fact: ProductFact, author: str, now: datetime
) -> StatementResult[Product]:
    """Store what the shop says of a product. Where it is the first statement of it, orders
    whose lines had mentioned the product are settled: here if they are few, else by night.
    """
    stated = state_product(shop=shop, external_id=external_id, fact=fact)
    if stated.created:
        _resolve_few(shop, [stated.row.pk], author, now)
    return stated


def receive_category(
    *, shop: Shop, external_id: str, fact: CategoryFact, author: str, now: datetime
) -> StatementResult[Category]:
    """Store what the shop says of a category. Where it is the first statement of it, orders
    of its products are settled as in ``receive_product``. Raises Invalid.
    """
    with transaction.atomic():
        stated = state_category(shop=shop, external_id=external_id, fact=fact)
        reopened = reopen_lines(category=stated.row) if stated.created else []
    # After the commit: each order is settled in a transaction of its own, with its own
    # locks.
    _resolve_few(shop, reopened, author, now)
    return stated


def _resolve_few(shop: Shop, products: list[int], author: str, now: datetime) -> None:
    waiting = list(orders_awaiting_products(shop, products)[: FEW + 1]) if products else []
    if len(waiting) <= FEW:
        for order in waiting:
            resolve_products(order=order, author=author, now=now)
