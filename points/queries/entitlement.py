"""What an order should have given, and where the books say otherwise."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    prefetch_related_objects,
)

from core.money import ZERO
from core.rows import read
from points import rules
from points.models import ActionTerms, BonusTerms, Lot, RuleVersion
from shop.models import Customer, Order, OrderLine, Shop
from shop.rules import Line
from vouchers import queries as vouchers_queries


def rules_at(shop: Shop, instant: datetime) -> RuleVersion:
    """The version in force; the first one covers all earlier time.

    One query, and one more each for its bonuses and its points for actions, where it has
    some and somebody asks for them.
    """
    [[version, has_bonuses, has_actions]] = read(
        """
        SELECT {version},
               EXISTS (SELECT FROM points_bonusterms WHERE version_id = version.id),
               EXISTS (SELECT FROM points_actionterms WHERE version_id = version.id)
        FROM points_ruleversion version
        WHERE shop_id = %(shop)s AND (effective_from <= %(instant)s OR number = 1)
        ORDER BY number DESC LIMIT 1
        """,
        {"shop": shop.pk, "instant": instant},
        version=RuleVersion,
    )
    version.shop = shop
    if not has_bonuses:
        version.bonus_terms = []
    if not has_actions:
        version.action_terms = []
    return cast("RuleVersion", version)


class RulesByTime:
    """All versions of a shop, for work on many orders. As many queries as for one."""

    def __init__(self, shop: Shop) -> None:
        self._versions = list(_versions(shop).order_by("number"))
        for version in self._versions:
            version.shop = shop
        _add_terms(self._versions)

    @property
    def welcome(self) -> bool:
        """Whether a first order has ever given something."""
        return any(version.earning.first_order for version in self._versions)

    @property
    def vouchers_earn(self) -> bool:
        return any(version.vouchers_earn for version in self._versions)

    def at(self, instant: datetime) -> RuleVersion:
        reached = [each for each in self._versions if each.effective_from <= instant]
        return reached[-1] if reached else self._versions[0]


def _versions(shop: Shop) -> QuerySet[RuleVersion]:
    """Each saying whether it has terms at all, so that nobody asks in vain."""
    return RuleVersion.objects.filter(shop=shop).annotate(
        has_bonuses=Exists(BonusTerms.objects.filter(version=OuterRef("pk"))),
        has_actions=Exists(ActionTerms.objects.filter(version=OuterRef("pk"))),
    )


def _add_terms(versions: Sequence[RuleVersion]) -> None:
    bonuses = Prefetch("bonuses", BonusTerms.objects.order_by("priority"), "bonus_terms")
    actions = Prefetch("actions", ActionTerms.objects.order_by("pk"), "action_terms")
    for has, terms in [("has_bonuses", bonuses), ("has_actions", actions)]:
        prefetch_related_objects([row for row in versions if getattr(row, has)], terms)
        for row in versions:
            row.__dict__.setdefault(str(terms.to_attr), [])


def is_own(lot: Lot, order: Order) -> bool:
    """Whether the order's points belong in this lot: its owner's, and where several of
    his ids were merged, that of the one the order was placed under.
    """
    return lot.account_id == order.customer_id and lot.origin_id == order.home_id


def rules_of(order: Order) -> RuleVersion:
    """The version that settles the order: by the instant it qualified, or would have."""
    return rules_at(order.shop, instant_of(order))


def entitlement(
    order: Order,
    lines: Iterable[Line],
    version: RuleVersion,
    frozen: rules.Frozen,
    booked: Decimal = ZERO,
) -> int:
    """What the order should have given its owner, were he somebody who earns.

    ``booked`` is what bons took off its goods, where they earn: see ``booked_for``.
    """
    if not qualifies(order, version):
        return 0
    purchase = _purchase(order, list(lines), booked)
    return rules.points_of(purchase, earning=version.earning, frozen=frozen)


def qualifies(order: Order, version: RuleVersion) -> bool:
    """Whether its states entitle the order to anything."""
    seen = {state: datetime.fromisoformat(at) for state, at in order.states_seen.items()}
    return order.qualified_at is not None and rules.qualifies(seen, version.earning)


def booked_for(order: Order, version: RuleVersion) -> Decimal:
    """What its bons took off its goods, where that earns points. At most one query."""
    if not (version.vouchers_earn and order.vouchers):
        return ZERO
    return vouchers_queries.booked_on([order]).get(order.pk, ZERO)


def purchase_of(
    order: Order, lines: Iterable[OrderLine], booked: Decimal
) -> rules.Purchase:
    return _purchase(order, [line.priced for line in lines], booked)


def _purchase(order: Order, lines: Sequence[Line], booked: Decimal) -> rules.Purchase:
    assert order.placed_at is not None, "an order that was stated was placed"
    return rules.Purchase(
        lines=lines,
        placed_at=order.placed_at,
        discount=max(order.discount - booked, ZERO),
        refunded_amount=order.refunded_amount,
        shipping=order.shipping,
        shipping_excl_tax=order.shipping_excl_tax,
        country=order.country,
    )


def priced_lines(order: Order, lines: Iterable[OrderLine] | None = None) -> list[Line]:
    """The order's ``lines``, or where the caller has none at hand, a query."""
    return [line.priced for line in (order.lines.all() if lines is None else lines)]


def out_of_step(orders: Sequence[Order]) -> list[str]:
    """Ids of the orders whose lots do not stand at what the facts entitle to.

    ``orders`` are of one shop, with lines and customers at hand. Two queries, and one
    more where bons earn.
    """
    if not orders:
        return []
    versions = RulesByTime(orders[0].shop)
    booked = vouchers_queries.booked_on(orders) if versions.vouchers_earn else {}
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(order__in=orders, account__customer__erased_at=None):
        lots.setdefault(lot.order_id or 0, []).append(lot)
    return [
        order.external_id
        for order in orders
        if not _in_step(order, lots.get(order.pk, []), versions, booked.get(order.pk, ZERO))
    ]


def _in_step(order: Order, lots: list[Lot], versions: RulesByTime, booked: Decimal) -> bool:
    version = versions.at(instant_of(order))
    owner = order.customer if order.customer and order.customer.may_earn else None
    own = next((lot for lot in lots if owner and is_own(lot, order)), None)
    if any(lot.posted for lot in lots if lot is not own):
        return False
    if owner is None:
        return True
    # Without a lot yet, an order that gives nothing of its own is no first one either.
    frozen = own.frozen if own else rules.Frozen(multiplier=multiplier_of(owner))
    booked = booked if version.vouchers_earn else ZERO
    due = entitlement(order, priced_lines(order), version, frozen, booked)
    return due == (own.posted if own else 0)


def instant_of(order: Order) -> datetime:
    """When the order qualified, or would have."""
    instant = order.qualified_at or order.paid_at or order.placed_at
    assert instant is not None, "a placeholder has no rules"
    return instant


def multiplier_of(owner: Customer | None) -> Decimal:
    """That of the group held just before the order's first settlement."""
    return owner.group.points_multiplier if owner and owner.group else Decimal(1)


def newcomers(customers: Iterable[Customer]) -> set[int]:
    """Keys of those for whom no order stands at any points. One query."""
    keys = {customer.pk for customer in customers}
    return keys - set(standing_lots(keys).values_list("account", flat=True))


def standing_lots(customers: Collection[int]) -> QuerySet[Lot]:
    """Those of orders that stand at some points."""
    stands = F("taken_back") + F("absorbed") + F("waived")
    rows = Lot.objects.filter(account__in=customers, order__isnull=False)
    return rows.filter(granted__gt=stands)


def frozen_for(owner: Customer | None, version: RuleVersion) -> rules.Frozen:
    """What the lot of an order will keep that is settled for the first time."""
    first = bool(owner and version.earning.first_order and newcomers([owner]))
    return rules.Frozen(multiplier=multiplier_of(owner), first_order=first)
