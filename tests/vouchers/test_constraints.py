from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from shop.models import Order, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, VoucherFactory, day
from tests.statements import put_order
from vouchers.models import (
    Budget,
    CappedOrder,
    CartOffer,
    MarginGuard,
    OfferStep,
    OfferUse,
    RefusedCode,
    Voucher,
    VoucherBatch,
    VoucherHold,
    VoucherMovement,
    VoucherUse,
)


def voucher(shop: Shop, **fields: Any) -> Voucher:
    return VoucherFactory.create(shop=shop, **fields)


def order(shop: Shop) -> Order:
    return put_order(shop, "46").stated.row


def use(shop: Shop, *, times: int = 1, amount: str = "0") -> None:
    named = {"voucher": voucher(shop), "order": order(shop), "used_at": START}
    for _ in range(times):
        VoucherUse.objects.create(amount=Decimal(amount), group_percent=Decimal(0), **named)


def hold_twice(shop: Shop) -> None:
    held = voucher(shop)
    for _ in range(2):
        VoucherHold.objects.create(voucher=held, cart="1403", expires_at=START)


def refuse_twice(shop: Shop) -> None:
    placed = order(shop)
    for code in ("NOEL", "noel"):
        RefusedCode.objects.create(shop=shop, order=placed, code=code, reason="unknown")


def budget(shop: Shop, **fields: Any) -> Budget:
    return Budget.objects.create(shop=shop, name="Noël", **fields)


def twice(shop: Shop) -> None:
    voucher(shop, code="FID-7KQ4M2XD9A")
    voucher(shop, code="fid-7kq4m2xd9a")


def batch(shop: Shop, **fields: Any) -> VoucherBatch:
    said = {"token": uuid4(), "label": "Gift", "terms": {}, "count": 1, "made_at": START}
    return VoucherBatch.objects.create(
        shop=shop, author="system", prepared_at=START, **said | fields
    )


def two_of_one_batch(shop: Shop) -> None:
    made = batch(shop)
    alice = CustomerFactory.create(shop=shop)
    for _ in range(2):
        voucher(shop, batch=made, customer=alice)


def same_form_twice(shop: Shop) -> None:
    token = uuid4()
    for _ in range(2):
        batch(shop, token=token)


def offer(shop: Shop, **fields: Any) -> CartOffer:
    usual: dict[str, Any] = {"label_fr": "Offre", "starts_at": START, "author": "system"}
    return CartOffer.objects.create(shop=shop, **usual | fields)


def offer_of_itself(shop: Shop) -> None:
    made = offer(shop)
    CartOffer.objects.filter(pk=made.pk).update(replaces=made)


def step(shop: Shop, *, times: int = 1, **fields: Any) -> None:
    usual: dict[str, Any] = {"minimum": Decimal(50), "kind": "amount", "amount": Decimal(5)}
    made = offer(shop)
    for _ in range(times):
        OfferStep.objects.create(offer=made, **usual | fields)


def offer_use(shop: Shop, *, times: int = 1, worth: str = "1") -> None:
    made, placed = offer(shop), order(shop)
    for _ in range(times):
        OfferUse.objects.create(
            offer=made, order=placed, amount=Decimal(worth), group_percent=Decimal(0)
        )


def guard(shop: Shop, percent: int = 30, *order: str) -> MarginGuard:
    return MarginGuard.objects.create(
        shop=shop,
        percent=percent,
        cut_order=order or ["offer", "group", "voucher"],
        starts_at=START,
        author="system",
    )


WRONGS: Wrongs = {
    "offer_ends_after_it_starts": lambda shop: offer(shop, ends_at=START),
    "offer_early_before_it_starts": lambda shop: offer(shop, early_from=START),
    "offer_replaces_another": offer_of_itself,
    "offer_step_once": lambda shop: step(shop, times=2),
    "offer_step_minimum_not_negative": lambda shop: step(shop, minimum=Decimal("-0.01")),
    "offer_step_gives_what_its_kind_says": lambda shop: step(shop, kind="percent"),
    "offer_once_per_order": lambda shop: offer_use(shop, times=2),
    "offer_use_not_negative": lambda shop: offer_use(shop, worth="-0.01"),
    "guard_once_per_instant": lambda shop: [guard(shop), guard(shop)],
    "guard_is_a_percentage": lambda shop: guard(shop, 101),
    "guard_names_what_it_lowers": lambda shop: guard(shop, 30, "offer", "group"),
    "capped_order_was_lowered": lambda shop: CappedOrder.objects.create(
        order=order(shop), percent=30, before=Decimal(5), after=Decimal(5)
    ),
    "batch_form_sent_once": same_form_twice,
    "batch_file_made_once": lambda shop: [batch(shop, digest="x"), batch(shop, digest="x")],
    "batch_told_again_once_made": lambda shop: batch(shop, digest="x", made_at=None),
    "voucher_once_per_batch_and_customer": two_of_one_batch,
    "voucher_code_once": twice,
    "voucher_gives_what_its_kind_says": lambda shop: voucher(shop, amount=Decimal(0)),
    "voucher_at_most_of_a_percentage": lambda shop: voucher(shop, max_amount=Decimal(1)),
    "voucher_minimum_not_negative": lambda shop: voucher(shop, minimum=Decimal("-0.01")),
    "voucher_ends_after_it_starts": lambda shop: voucher(
        shop, valid_until=START - timedelta(microseconds=1)
    ),
    "voucher_use_is_whole": lambda shop: voucher(shop, used=1),
    "voucher_within_its_limit": lambda shop: voucher(shop, used=2, used_at=START),
    "voucher_can_be_used": lambda shop: voucher(shop, use_limit=0),
    "voucher_used_or_cancelled": lambda shop: voucher(
        shop, used=1, used_at=START, cancelled_at=START
    ),
    "voucher_archived_unused": lambda shop: voucher(
        shop, used=1, used_at=START, archived_at=START
    ),
    "voucher_remainder_of_one_amount": lambda shop: voucher(
        shop, partial=True, use_limit=2
    ),
    "voucher_reissued_within_amount": lambda shop: voucher(
        shop, partial=True, reissued=Decimal(5)
    ),
    "voucher_budget_needs_a_limit": lambda shop: voucher(
        shop, budget=budget(shop), use_limit=None
    ),
    "voucher_once_per_order": lambda shop: use(shop, times=2),
    "voucher_use_not_negative": lambda shop: use(shop, amount="-0.01"),
    "voucher_held_once_per_cart": hold_twice,
    "code_refused_once": refuse_twice,
    "budget_name_once": lambda shop: [budget(shop), budget(shop)],
    "budget_count_kept": lambda shop: budget(shop, max_count=1, spent_count=2),
    "budget_amount_kept": lambda shop: budget(
        shop, max_amount=Decimal(1), spent_amount=Decimal("1.01")
    ),
    "voucher_movement_moves_something": lambda shop: VoucherMovement.objects.create(
        shop=shop, voucher=voucher(shop), kind="issue", amount=0, booked_at=START
    ),
    "budget_spent_not_negative": lambda shop: budget(shop, spent_amount=Decimal(-1)),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("vouchers")


@pytest.mark.parametrize("name", WRONGS)
def test_what_no_voucher_can_be_is_refused(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


@pytest.mark.parametrize(
    "gives",
    [
        {"kind": "percent"},
        {"kind": "percent", "amount": None},
        {"kind": "percent", "amount": None, "percent": Decimal("100.01")},
        {"kind": "percent", "amount": None, "percent": Decimal(0)},
        {"kind": "shipping"},
        {"kind": "shipping", "amount": None, "percent": Decimal(5)},
        {"kind": "amount", "amount": None},
        {"kind": "amount", "percent": Decimal(5)},
    ],
)
def test_a_voucher_gives_one_thing(shop: Shop, gives: dict[str, Any]) -> None:
    with refused_by("voucher_gives_what_its_kind_says"):
        voucher(shop, **gives)


@pytest.mark.parametrize(
    "order",
    [
        ["offer", "group", "group"],
        ["offer", "group", "voucher", "voucher"],
        ["offer", "group", "shipping"],
    ],
)
def test_a_guard_names_each_once(shop: Shop, order: list[str]) -> None:
    with refused_by("guard_names_what_it_lowers"):
        guard(shop, 30, *order)


def test_each_kind_of_voucher_can_be(shop: Shop) -> None:
    voucher(shop, kind="percent", amount=None, percent=Decimal(100))
    voucher(shop, kind="shipping", amount=None)
    voucher(shop, use_limit=None, uses_per_customer=1)
    voucher(shop, use_limit=3, used=2, used_at=START, cancelled_at=day(1))

    assert Voucher.objects.count() == 4
