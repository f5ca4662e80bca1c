"""For whom a fact counts: the customer it names, the one into whom that one was merged,
or the member who has claimed what a guest bought. The one place that decides it.

Customers are locked an id before what it leads to, a guest before who claims from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shop import queries as shop_queries
from shop.actions.facts import lock, refer
from shop.models import Customer, Order, Shop
from shop.rules import claims
from shop.rules.facts import OrderFact


@dataclass(frozen=True, slots=True)
class OrderOwner:
    """For whom an order counts; see ``Order`` for the three."""

    customer: Customer | None = None
    shop_customer: Customer | None = None
    claimed_by: Customer | None = None

    @classmethod
    def of(
        cls,
        shop_customer: Customer | None,
        member: Customer | None,
        canonical: Customer | None,
    ) -> "OrderOwner":
        """``canonical`` is that of the member, else of the customer the shop names."""
        return cls(canonical, None if shop_customer == canonical else shop_customer, member)

    @property
    def is_erased(self) -> bool:
        return bool(self.customer and self.customer.erased_at)

    @property
    def values(self) -> dict[str, Customer | None]:
        return {
            "customer": self.customer,
            "shop_customer": self.shop_customer,
            "claimed_by": self.claimed_by,
        }


def lock_canonical(customer: Customer) -> Customer:
    """Lock the last one into whom ``customer``, who is locked already, was merged."""
    # One after the other, upwards: an id is locked before what it leads to, so that two who
    # follow the same chain cannot deadlock.
    while customer.merged_into_id:
        shop = customer.shop
        rows = Customer.objects.select_for_update(no_key=True)
        customer = rows.get(pk=customer.merged_into_id)
        customer.shop = shop
    return customer


def lock_owner(shop: Shop, external_id: str, fact: OrderFact) -> OrderOwner:
    """Lock and answer for whom an order counts, as it is being stated. Queries: 1 for a
    member.
    """
    shop_customer = lock(Customer, shop, fact.customer) if fact.customer else None
    member = (
        _claimer(shop, external_id, fact, shop_customer)
        if is_guest_order(shop_customer)
        else None
    )
    source = member or shop_customer
    return OrderOwner.of(shop_customer, member, lock_canonical(source) if source else None)


def is_guest_order(shop_customer: Customer | None) -> bool:
    """Whether the order names nobody, or a guest who was not merged into another."""
    return shop_customer is None or (
        shop_customer.guest and not shop_customer.merged_into_id
    )


def _claimer(
    shop: Shop, external_id: str, fact: OrderFact, shop_customer: Customer | None
) -> Customer | None:
    """Answer, locked, who has claimed the order, or may claim it now. Who has claimed it
    keeps it, whatever is said of their address since.
    """
    rows = Order.objects.filter(shop=shop, external_id=external_id)
    before = rows.select_related("claimed_by__shop").first()
    if before and before.claimed_by and not _moved(before, fact, shop_customer):
        return _lock(before.claimed_by)
    address = shop_customer.email if shop_customer else fact.email
    member = lock_claiming_member(shop, address)
    return member if member and may_claim(member, fact.placed_at) else None


def _moved(before: Order, fact: OrderFact, shop_customer: Customer | None) -> bool:
    """Whether the shop states another address than before for an order of nobody."""
    said = fact.email.lower(), before.email.lower()
    return shop_customer is None and all(said) and said[0] != said[1]


def lock_claiming_member(shop: Shop, address: str) -> Customer | None:
    """Lock and answer who may claim what was bought under this address. Queries: 1 where
    nobody may.
    """
    found = (
        shop_queries.claiming_members(shop, [address]).get(address.lower())
        if address
        else None
    )
    return _lock(found) if found else None


def _lock(customer: Customer) -> Customer:
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    locked.shop = customer.shop
    return locked


def may_claim(member: Customer, placed_at: datetime) -> bool:
    opened_at = member.opened_at
    days = member.shop.claim_days
    return opened_at is not None and claims.within_claim_period(placed_at, opened_at, days)


def lock_claimable_orders(member: Customer) -> list[Order]:
    """Lock and answer the guest orders that the member may claim, by primary key. Requires:
    the member is locked.
    """
    if not member.has_verified_email or member.erased_at or member.guest:
        return []
    orders = Order.objects.select_for_update(of=("self",), no_key=True)
    orders = orders.filter(pk__in=shop_queries.claimable_orders(member)).order_by("pk")
    return [
        order for order in orders if order.placed_at and may_claim(member, order.placed_at)
    ]


def assign_order(order: Order, owner: OrderOwner) -> bool:
    """Let the order count for this owner; answer whether that is a change. Requires: the
    order and its owner are locked.
    """
    changed = [
        name
        for name, value in owner.values.items()
        if getattr(order, f"{name}_id") != (value.pk if value else None)
    ]
    for name in changed:
        setattr(order, name, owner.values[name])
    if changed:
        order.save(update_fields=changed)
    return bool(changed)


def cart_owner(shop: Shop, external_id: str | None) -> dict[str, Customer | None]:
    """Answer for whom a cart counts. No points hang on it, so nobody is locked."""
    if not external_id:
        return {"customer": None, "shop_customer": None}
    shop_customer = refer(Customer, shop, [external_id])[external_id]
    canonical = shop_queries.canonical(shop_customer)
    return {
        "customer": canonical,
        "shop_customer": None if shop_customer == canonical else shop_customer,
    }


def owners_of(shop: Shop, facts: Iterable[OrderFact]) -> list[OrderOwner]:
    """The owners of orders never stated before, in their order; all of them locked."""
    facts = list(facts)
    ids = {fact.customer for fact in facts if fact.customer}
    refer(Customer, shop, ids)
    rows = Customer.objects.filter(shop=shop, external_id__in=ids)
    by_id = {row.external_id: row for row in _lock_all(rows.values_list("pk", flat=True))}
    addresses = {_address(fact, by_id) for fact in facts} - {""}
    claiming_members = shop_queries.claiming_members(shop, addresses) if addresses else {}
    known = {row.pk: row for row in _lock_all(row.pk for row in claiming_members.values())}
    # One object for each customer, whoever leads to them: callers note on it what changes.
    known |= {row.pk: row for row in by_id.values()}
    return [_owner(fact, by_id, claiming_members, known) for fact in facts]


def _address(fact: OrderFact, by_id: Mapping[str, Customer]) -> str:
    """The address of a guest's order: the guest's, or without one, that of the order."""
    shop_customer = by_id[fact.customer] if fact.customer else None
    if not is_guest_order(shop_customer):
        return ""
    return (shop_customer.email if shop_customer else fact.email).lower()


def _owner(
    fact: OrderFact,
    by_id: Mapping[str, Customer],
    claiming_members: Mapping[str, Customer],
    known: dict[int, Customer],
) -> OrderOwner:
    shop_customer = by_id[fact.customer] if fact.customer else None
    found = claiming_members.get(_address(fact, by_id))
    member = known[found.pk] if found and may_claim(found, fact.placed_at) else None
    canonical = member or shop_customer
    while canonical and canonical.merged_into_id:
        if canonical.merged_into_id not in known:
            known |= {row.pk: row for row in _lock_all([canonical.merged_into_id])}
        canonical = known[canonical.merged_into_id]
    return OrderOwner.of(shop_customer, member, canonical)


def _lock_all(pks: Iterable[int]) -> list[Customer]:
    wanted = list(pks)
    if not wanted:
        return []
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    return list(
        rows.filter(pk__in=wanted)
        .select_related("shop_group", "tier_group", "shop")
        .order_by("pk")
    )
