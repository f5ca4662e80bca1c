"""Cart offers and the margin guard, as a cart of one customer meets them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from core.money import ZERO
from core.rows import read
from core.sql import Fragment
from segments.queries.members import holds
from shop.models import Customer, Shop
from vouchers.models import CartOffer, MarginGuard, OfferStep
from vouchers.rules.cart import DiscountKind, Scope
from vouchers.rules.margin_guard import DiscountSource, GuardRule
from vouchers.rules.offers import DiscountStep, Offer

_SEGMENTS = CartOffer.Audience.SEGMENTS

_OFFER = """
    ARRAY(SELECT ARRAY[step.kind, step.minimum::text,
                       coalesce(step.amount, step.percent, 0)::text]
          FROM vouchers_offerstep step WHERE step.offer_id = offer.id
          ORDER BY step.minimum, step.id) AS steps,
    ARRAY(SELECT category_id FROM vouchers_cartoffer_categories
          WHERE cartoffer_id = offer.id) AS in_categories,
    ARRAY(SELECT product_id FROM vouchers_cartoffer_products
          WHERE cartoffer_id = offer.id) AS in_products,
    ARRAY(SELECT category_id FROM vouchers_cartoffer_excluded_categories
          WHERE cartoffer_id = offer.id) AS out_categories,
    ARRAY(SELECT product_id FROM vouchers_cartoffer_excluded_products
          WHERE cartoffer_id = offer.id) AS out_products,
    ARRAY(SELECT coalesce(nullif(good.name, ''), good.external_id) FROM (
              SELECT 1 AS kind, name, external_id
              FROM vouchers_cartoffer_categories ticked
              JOIN shop_category ON shop_category.id = ticked.category_id
              WHERE ticked.cartoffer_id = offer.id
              UNION ALL
              SELECT 2, name, external_id
              FROM vouchers_cartoffer_products ticked
              JOIN shop_product ON shop_product.id = ticked.product_id
              WHERE ticked.cartoffer_id = offer.id
          ) good ORDER BY good.kind, 1) AS named_on,
    ARRAY(SELECT coalesce(nullif(good.name, ''), good.external_id) FROM (
              SELECT 1 AS kind, name, external_id
              FROM vouchers_cartoffer_excluded_categories ticked
              JOIN shop_category ON shop_category.id = ticked.category_id
              WHERE ticked.cartoffer_id = offer.id
              UNION ALL
              SELECT 2, name, external_id
              FROM vouchers_cartoffer_excluded_products ticked
              JOIN shop_product ON shop_product.id = ticked.product_id
              WHERE ticked.cartoffer_id = offer.id
          ) good ORDER BY good.kind, 1) AS named_off
"""

# In force for the customer: everybody's, their group's, or their group's before the rest.
# Whether they are in a segment is asked afterwards, and only if an offer is for one.
_OPEN = """
    offer.shop_id = %(shop)s
    AND (offer.ends_at IS NULL OR offer.ends_at > %(at)s)
    AND (offer.closed_at IS NULL OR offer.closed_at > %(at)s)
    AND (
        offer.starts_at <= %(at)s AND (
            offer.audience = 'everybody'
            OR offer.audience = 'members' AND %(member)s
            OR offer.audience = 'segments' AND %(known)s
            OR offer.audience = 'groups' AND EXISTS (
                SELECT FROM vouchers_cartoffer_groups held
                WHERE held.cartoffer_id = offer.id AND held.customergroup_id = %(group)s))
        OR offer.early_from <= %(at)s AND EXISTS (
            SELECT FROM vouchers_cartoffer_early_groups held
            WHERE held.cartoffer_id = offer.id AND held.customergroup_id = %(group)s)
    )
"""

# Guard and offers in one statement, for every quote asks both. The one row of ``here``
# makes sure that there is a row for the guard where there is no offer, and the other way
# round.
_ACTIVE = Fragment("""
    SELECT {guard}, {offer}, {steps_and_scope}
    FROM (SELECT 1) here
    LEFT JOIN LATERAL (
        SELECT * FROM vouchers_marginguard
        WHERE shop_id = %(shop)s AND starts_at <= %(at)s
        ORDER BY starts_at DESC LIMIT 1
    ) guard ON true
    LEFT JOIN vouchers_cartoffer offer ON {open_to_them}
    ORDER BY offer.priority, offer.id
""").fill(steps_and_scope=_OFFER, open_to_them=_OPEN)

_THESE = Fragment("""
    SELECT {offer}, {steps_and_scope} FROM vouchers_cartoffer offer
    WHERE id = ANY(%(offers)s)
    ORDER BY offer.priority, offer.id
""").fill(steps_and_scope=_OFFER)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer in force today, as it was written and as the arithmetic needs it."""

    row: CartOffer
    offer: Offer


@dataclass(frozen=True, slots=True)
class ActiveOffers:
    """Offers by priority."""

    offers: list[OpenOffer]
    guard: GuardRule | None

    @property
    def rules(self) -> list[Offer]:
        return [each.offer for each in self.offers]


def active_offers(
    shop: Shop, customer: Customer | None, *, member: bool, at: datetime
) -> ActiveOffers:
    """Answer the offers and the margin guard that a cart meets at that instant.

    ``member``: somebody signed in, even if the shop has not stated them yet.
    Queries: 1, or 5 where offers are for segments.
    """
    group = customer.group if customer and member else None
    values = {
        "shop": shop.pk,
        "group": group.pk if group else None,
        "member": member,
        "known": member and customer is not None,
        "at": at,
    }
    rows = read(_ACTIVE.text, values, guard=MarginGuard, offer=CartOffer)
    found = [
        OpenOffer(row, _offer(row, *remainder)) for _guard, row, *remainder in rows if row
    ]
    row = rows[0][0]
    guard = None
    if row and row.percent is not None:
        guard = GuardRule(row.percent, tuple(map(DiscountSource, row.cut_order)))
    return ActiveOffers(_for_own_segments(found, customer, at), guard)


def _for_own_segments(
    found: list[OpenOffer], customer: Customer | None, at: datetime
) -> list[OpenOffer]:
    """Leave out offers for segments that the customer was not in just before ``at``."""
    asked = [each.row.pk for each in found if each.row.audience == _SEGMENTS]
    if not asked or customer is None:
        return found
    links = CartOffer.segments.through.objects.filter(cartoffer__in=asked)
    links = links.select_related("segment").prefetch_related(
        "segment__groups", "segment__categories"
    )
    rows = list(links.order_by("pk"))
    segments = list({link.segment_id: link.segment for link in rows}.values())
    # An order must not count towards what makes it cheaper.
    held = holds(segments, customer, at - timedelta(microseconds=1))
    entered = {link.cartoffer_id for link in rows if link.segment_id in held}
    shut = {*asked} - entered
    return [each for each in found if each.row.pk not in shut]


def may_discount(shop: Shop, first: datetime, last: datetime) -> bool:
    """Whether an offer of the shop, or its margin guard, may have been at work for a cart
    at any time between these two. One query.
    """
    begun = Q(starts_at__lte=last) | Q(early_from__lte=last)
    running = CartOffer.objects.filter(begun, shop=shop).filter(
        Q(ends_at=None) | Q(ends_at__gt=first), Q(closed_at=None) | Q(closed_at__gt=first)
    )
    guards = MarginGuard.objects.filter(shop=shop, starts_at__lte=last)
    return running.values("pk").union(guards.values("pk")).exists()


def guard_at(shop: Shop, at: datetime) -> MarginGuard | None:
    """Answer the margin guard in force at that instant. Queries: 1."""
    rows = MarginGuard.objects.filter(shop=shop, starts_at__lte=at)
    return rows.order_by("-starts_at").first()


def offers_of(keys: Iterable[int]) -> list[Offer]:
    """Answer these offers (primary keys), also those that are closed. Queries: 1."""
    rows = read(_THESE.text, {"offers": list(keys)}, offer=CartOffer)
    return [_offer(row, *remainder) for row, *remainder in rows]


def _offer(row: CartOffer, steps: list[list[str]], *goods: list[Any]) -> Offer:
    """``goods``: primary keys of the four kinds that are ticked, then their names."""
    # A step comes as an array of texts, for an array has one type: kind, minimum, worth.
    rules = []
    for kind, minimum, gives in steps:
        worth = {"percent": "percent", "amount": "amount"}.get(kind)
        figures = {worth: Decimal(gives)} if worth else {}
        rules.append(
            DiscountStep(minimum=Decimal(minimum), kind=DiscountKind(kind), **figures)
        )
    *keys, named_on, named_off = goods
    categories, products, excluded_categories, excluded_products = map(frozenset, keys)
    return Offer(
        key=row.pk,
        label=row.label_in(get_language()),
        steps=tuple(rules),
        stop=row.stop,
        with_group=row.with_group,
        with_vouchers=row.with_vouchers,
        scope=Scope(
            categories=categories,
            products=products,
            excluded_categories=excluded_categories,
            excluded_products=excluded_products,
            on_sale=row.on_sale,
        ),
        named_on=tuple(named_on),
        named_off=tuple(named_off),
    )


def step_of(row: OfferStep) -> DiscountStep:
    return DiscountStep(
        minimum=row.minimum,
        kind=DiscountKind(row.kind),
        amount=row.amount or ZERO,
        percent=row.percent or ZERO,
    )
