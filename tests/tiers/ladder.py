"""Tiers as tests want them, and where a customer stands."""

from decimal import Decimal
from typing import Any

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import put_order
from tiers.models import Move, Tier, TierChange, TierStanding
from tiers.rules.plans import Plan, TierPlan


def bronze(**fields: Any) -> TierPlan:
    return _tier("Bronze", 0, 5, fields)


def silver(**fields: Any) -> TierPlan:
    return _tier("Argent", 500, 10, fields)


def gold(**fields: Any) -> TierPlan:
    return _tier("Or", 1000, 15, fields)


def _tier(name: str, minimum: int, percent: int, fields: dict[str, Any]) -> TierPlan:
    usual: dict[str, Any] = {
        "name": name,
        "minimum": Decimal(minimum),
        "discount_percent": Decimal(percent),
    }
    return TierPlan(**usual | fields)


def set_tiers(
    shop: Shop, *tiers: TierPlan, on: float = 0, grandfather: bool = False, **fields: Any
) -> TierChange:
    """Tiers in force from day ``on``, Bronze, Argent and Or where none are named, and
    everybody in their tier.
    """
    chosen = tiers or (bronze(), silver(), gold())
    known = {tier.name: tier.pk for tier in Tier.objects.filter(shop=shop)}
    plan = Plan(
        tiers=[
            TierPlan(**{**_fields(tier), "key": known.get(tier.name)}) for tier in chosen
        ],
        **fields,
    )
    return programme.change_tiers(
        shop=shop, plan=plan, grandfather=grandfather, author="staff:1", now=day(on)
    )


def _fields(tier: TierPlan) -> dict[str, Any]:
    return {name: getattr(tier, name) for name in TierPlan.__dataclass_fields__}


def buy(
    customer: Customer, amount: str, *, on: float = 0, order: str = "", **fields: Any
) -> Any:
    """The customer pays so much on day ``on``, and the shop says so at once."""
    usual: dict[str, Any] = {"placed_at": day(on), "paid_at": day(on), "on": on}
    return put_order(
        customer.shop,
        order or f"{customer.external_id}-{on}",
        line(1, amount),
        customer=customer,
        **usual | fields,
    )


def tier_of(customer: Customer) -> str | None:
    standing = TierStanding.objects.filter(customer=customer).select_related("tier").first()
    tier = standing.tier.name if standing and standing.tier else None
    group = Customer.objects.select_related("tier_group").get(pk=customer.pk).tier_group
    assert (group.name if group else None) == tier, "the group goes with the tier"
    return tier


def moves(customer: Customer) -> list[tuple[str | None, str | None, str]]:
    """From, to and why, in the order they happened."""
    rows = Move.objects.filter(customer=customer).order_by("at", "pk")
    return list(rows.values_list("before__name", "after__name", "cause"))
