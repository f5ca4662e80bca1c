"""Levels as tests want them, and where a customer stands."""

from decimal import Decimal
from typing import Any

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import put_order
from tiers.models import Change, Level, Move, Standing
from tiers.rules import LevelPlan, Plan


def bronze(**fields: Any) -> LevelPlan:
    return _level("Bronze", 0, 5, fields)


def silver(**fields: Any) -> LevelPlan:
    return _level("Argent", 500, 10, fields)


def gold(**fields: Any) -> LevelPlan:
    return _level("Or", 1000, 15, fields)


def _level(name: str, minimum: int, percent: int, fields: dict[str, Any]) -> LevelPlan:
    usual: dict[str, Any] = {
        "name": name,
        "minimum": Decimal(minimum),
        "discount_percent": Decimal(percent),
    }
    return LevelPlan(**usual | fields)


def set_levels(
    shop: Shop, *levels: LevelPlan, on: float = 0, keep: bool = False, **fields: Any
) -> Change:
    """Levels in force from day ``on``, Bronze, Argent and Or where none are named, and
    everybody at his place.
    """
    chosen = levels or (bronze(), silver(), gold())
    known = {level.name: level.pk for level in Level.objects.filter(shop=shop)}
    plan = Plan(
        levels=[
            LevelPlan(**{**_fields(level), "key": known.get(level.name)})
            for level in chosen
        ],
        **fields,
    )
    return programme.change_levels(
        shop=shop, plan=plan, keep=keep, author="staff:1", now=day(on)
    )


def _fields(level: LevelPlan) -> dict[str, Any]:
    return {name: getattr(level, name) for name in LevelPlan.__dataclass_fields__}


def buy(
    customer: Customer, amount: str, *, on: float = 0, order: str = "", **fields: Any
) -> Any:
    """He pays so much on day ``on``, and the shop says so at once."""
    usual: dict[str, Any] = {"placed_at": day(on), "paid_at": day(on), "on": on}
    return put_order(
        customer.shop,
        order or f"{customer.external_id}-{on}",
        line(1, amount),
        customer=customer,
        **usual | fields,
    )


def level_of(customer: Customer) -> str | None:
    standing = Standing.objects.filter(customer=customer).select_related("level").first()
    level = standing.level.name if standing and standing.level else None
    group = Customer.objects.select_related("level_group").get(pk=customer.pk).level_group
    assert (group.name if group else None) == level, "the group goes with the level"
    return level


def moves(customer: Customer) -> list[tuple[str | None, str | None, str]]:
    """From, to and why, in the order they happened."""
    rows = Move.objects.filter(customer=customer).order_by("at", "pk")
    return list(rows.values_list("before__name", "after__name", "cause"))
