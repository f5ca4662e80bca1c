"""Orders that share codes and cards end in the same books, in any order of arrival."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from giftcards.models import CardMovement, GiftCard, RefusedPayment
from programme import actions as programme
from shop.models import Shop
from shop.rules.facts import CardPaymentFact, OrderFact
from tests.factories import (
    CustomerFactory,
    VoucherFactory,
    day,
    line,
    make_card,
    make_shop,
    order_fact,
)
from tests.statements import assert_honest, set_rules
from vouchers.models import RefusedCode, Voucher, VoucherUse

PEOPLE = ["alice", "bob"]
ORDERS = ["1", "2", "3", "4"]
CODES = ["ONCE", "TWICE", "EACH", "REST", "ALICES"]
STATES = ["paid", "paid", "pending", "payment_error", "cancelled"]
CARD = "CAD-SHARED"
NOW = 60

type Arrival = tuple[str, OrderFact]


@st.composite
def histories(draw: st.DrawFn) -> list[Arrival]:
    """What was said of each order; no two things are said at one instant."""
    times = iter(draw(st.permutations(range(1, 41))))
    history = []
    for order in ORDERS:
        owner = draw(st.sampled_from([*PEOPLE, None]))
        split = draw(st.booleans())
        said = sorted(next(times) for _ in range(draw(st.integers(1, 3))))
        facts = [draw(words(on, said[0])) for on in said]
        history += [
            (
                order,
                replace(
                    fact,
                    customer=owner,
                    email=owner or "",
                    reference="SPLIT" if split else order,
                    cart="cart" if split else None,
                ),
            )
            for fact in facts
        ]
    return sorted(history, key=lambda each: each[1].updated_at)


@st.composite
def words(draw: st.DrawFn, on: int, first: int) -> OrderFact:
    paid = Decimal(draw(st.sampled_from([0, 0, 10, 30, 50])))
    back = Decimal(draw(st.sampled_from([0, 0, 10])))
    card = CardPaymentFact(code=CARD, amount=paid, refunded=min(paid, back))
    return order_fact(
        line(1, "60"),
        on=on,
        placed_at=day(first),
        paid_at=None,
        state=draw(st.sampled_from(STATES)),
        discount=Decimal(draw(st.sampled_from([0, 5, 20, 30]))),
        vouchers=tuple(draw(st.sets(st.sampled_from(CODES), max_size=3))),
        gift_cards=(card,) if paid else (),
    )


def furnish(shop: Shop) -> None:
    people = {
        name: CustomerFactory.create(shop=shop, external_id=name, email=name)
        for name in PEOPLE
    }
    set_rules(shop, ratio=Decimal(1), vouchers_earn=True, on=-1)
    usual: dict[str, Any] = {"shop": shop, "origin": "manual", "valid_until": day(90)}
    VoucherFactory.create(code="ONCE", **usual)
    VoucherFactory.create(code="TWICE", use_limit=2, **usual)
    VoucherFactory.create(code="EACH", use_limit=None, uses_per_customer=1, **usual)
    VoucherFactory.create(code="REST", amount=Decimal(40), partial=True, **usual)
    VoucherFactory.create(code="ALICES", customer=people["alice"], **usual)
    make_card(shop, code=CARD, amount=Decimal(60))


def tell(shop: Shop, arrivals: Sequence[Arrival]) -> None:
    for order, fact in arrivals:
        programme.receive_order(
            shop=shop, external_id=order, fact=fact, author="api:1", now=day(NOW)
        )


def books(shop: Shop) -> dict[str, Any]:
    uses = VoucherUse.objects.filter(order__shop=shop)
    moved = CardMovement.objects.filter(card__shop=shop, order__isnull=False)
    paid: dict[str, Decimal] = {}
    for order, amount in moved.values_list("order__external_id", "amount"):
        paid[str(order)] = paid.get(str(order), Decimal(0)) - amount
    return {
        "uses": set(uses.values_list("voucher__code", "order__external_id", "amount")),
        "refused": set(
            RefusedCode.objects.filter(shop=shop).values_list(
                "code", "order__external_id", "reason"
            )
        ),
        "left": {
            row.code: (row.used, row.worth)
            for row in Voucher.objects.filter(shop=shop, code__in=CODES)
        },
        "remainders": sorted(
            Voucher.objects.filter(
                shop=shop, remainder_of__isnull=False, cancelled_at=None
            ).values_list("amount", flat=True)
        ),
        "paid": {order: amount for order, amount in paid.items() if amount},
        "unpaid": set(
            RefusedPayment.objects.filter(shop=shop).values_list(
                "order__external_id", "amount"
            )
        ),
        "card": GiftCard.objects.get(shop=shop, code=CARD).balance,
    }


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 3)
@given(history=histories(), data=st.data())
def test_orders_that_share_codes_end_in_the_same_books_in_any_order_of_arrival(
    history: list[Arrival], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=2))
    shuffled = data.draw(st.permutations(history + again))

    with transaction.atomic():
        natural, other = make_shop("natural"), make_shop("shuffled")
        furnish(natural)
        furnish(other)
        tell(natural, history)
        tell(other, shuffled)

        assert books(other) == books(natural)
        assert_honest()
        transaction.set_rollback(True)
