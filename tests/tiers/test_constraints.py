from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from shop.models import Customer, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, GroupFactory, VoucherFactory
from tests.tiers.ladder import buy, set_tiers
from tiers.models import (
    Move,
    Pin,
    Scheme,
    Spend,
    Tier,
    TierChange,
    TierReward,
    TierStanding,
)


def tier(shop: Shop, **fields: Any) -> Tier:
    usual: dict[str, Any] = {"name": "Platine", "minimum": Decimal(2000)}
    group = GroupFactory.create(shop=shop)
    return Tier.objects.create(shop=shop, group=group, **usual | fields)


def customer(shop: Shop) -> Customer:
    return CustomerFactory.create(shop=shop)


def move(shop: Shop, **fields: Any) -> Move:
    usual: dict[str, Any] = {"up": True, "cause": "order", "author": "system", "at": START}
    figures = {"spent": Decimal(0), "minimum": Decimal(0)}
    return Move.objects.create(
        shop=shop, customer=customer(shop), **usual | figures | fields
    )


def stay(shop: Shop) -> None:
    same = tier(shop)
    move(shop, before=same, after=same)


def pin(shop: Shop, who: Customer | None = None, **fields: Any) -> Pin:
    usual: dict[str, Any] = {"author": "staff:1", "made_at": START, "shop": shop}
    return Pin.objects.create(
        customer=who or customer(shop), tier=tier(shop), **usual | fields
    )


def pin_twice(shop: Shop) -> None:
    first = pin(shop)
    Pin.objects.create(
        shop=shop,
        customer=first.customer,
        tier=first.tier,
        author="staff:1",
        made_at=START,
    )


def reward_twice(shop: Shop) -> None:
    who, reached = customer(shop), tier(shop)
    for _ in range(2):
        voucher = VoucherFactory.create(shop=shop)
        TierReward.objects.create(customer=who, tier=reached, voucher=voucher)


def change(shop: Shop, **fields: Any) -> TierChange:
    usual: dict[str, Any] = {"number": 1, "before": {}, "after": {}, "grandfathered": False}
    return TierChange.objects.create(
        shop=shop, author="staff:1", at=START, **usual | fields
    )


def number_twice(shop: Shop) -> None:
    change(shop)
    change(shop)


def undo_itself(shop: Shop) -> None:
    change(shop, pk=7, undoes_id=7)


def spend_less_than_nothing(shop: Shop) -> None:
    buy(customer(shop), "10.00")
    Spend.objects.update(goods=-1)


def wait_for_nothing(shop: Shop) -> None:
    TierStanding.objects.create(
        shop=shop, customer=customer(shop), since=START, below_since=START
    )


def begin_alike(shop: Shop) -> None:
    tier(shop)
    tier(shop, name="Diamant")


def be_called_alike(shop: Shop) -> None:
    tier(shop)
    tier(shop, minimum=Decimal(3000))


WRONGS: Wrongs = {
    "tier_window_has_months": lambda shop: Scheme.objects.create(shop=shop, months=0),
    "tier_minimum_once_per_shop": begin_alike,
    "tier_name_once_per_shop": be_called_alike,
    "tier_minimum_not_negative": lambda shop: tier(shop, minimum=Decimal(-1)),
    "tier_has_a_name": lambda shop: tier(shop, name=""),
    "tier_voucher_is_worth_something": lambda shop: tier(shop, voucher_kind="amount"),
    "tier_colour_is_hex": lambda shop: tier(shop, colour="red"),
    "move_has_a_tier": move,
    "move_goes_elsewhere": stay,
    "tier_rewards_once": reward_twice,
    "spend_not_negative": spend_less_than_nothing,
    "standing_grace_is_for_a_tier": wait_for_nothing,
    "pin_one_per_customer": pin_twice,
    "pin_ends_after_it_begins": lambda shop: pin(shop, until=START - timedelta(days=1)),
    "tier_change_numbered_once": number_twice,
    "tier_change_undoes_another": undo_itself,
}


@pytest.mark.parametrize("constraint", WRONGS)
def test_the_tables_refuse_impossible_rows(shop: Shop, constraint: str) -> None:
    with refused_by(constraint):
        WRONGS[constraint](shop)


def test_every_constraint_is_tried() -> None:
    assert names("tiers") == set(WRONGS)


@pytest.mark.parametrize("model", [Move, TierChange])
def test_moves_and_changes_are_append_only(shop: Shop, model: Any) -> None:
    set_tiers(shop)
    buy(customer(shop), "620.00")

    for rewrite in (lambda: model.objects.update(author="me"), model.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rewrite()
