"""Gift cards in a quote: they pay it, and change nothing else of it."""

from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from giftcards import actions as giftcards
from shop.models import Customer, Shop
from tests.factories import VoucherFactory, day, make_card, make_shop
from tests.programme.test_quotes import ask, off


def paid(shop: Shop, *codes: str, **fields: Any) -> list[tuple[str, str]]:
    quoted = ask(shop, gift_cards=codes, **fields)
    return [(each.code, f"{each.amount}") for each in quoted.payments]


def unpaid(shop: Shop, *codes: str, **fields: Any) -> list[tuple[str, str]]:
    quoted = ask(shop, gift_cards=codes, **fields)
    return [(each.code, each.reason.value) for each in quoted.unpaid]


def test_a_card_pays_what_vouchers_leave_and_the_price_stays(
    shop: Shop, alice: Customer
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-1")
    make_card(shop, code="CAD-1", amount=Decimal(30))
    without = ask(shop, "FID-1", shipping=Decimal("5.80"))

    quoted = ask(shop, "FID-1", shipping=Decimal("5.80"), gift_cards=["cad-1", "CAD-1"])

    assert [(each.code, each.amount) for each in quoted.payments] == [
        ("CAD-1", Decimal("30.00"))
    ]
    assert (quoted.price.total, quoted.to_pay) == (Decimal("40.80"), Decimal("10.80"))
    assert off(quoted) == off(without) == [("FID-1", "5.00")]
    assert quoted.points == without.points == 3
    assert quoted.price == without.price


def test_why_a_card_pays_nothing(shop: Shop) -> None:
    make_card(shop, code="CAD-1", minimum=Decimal(41))
    make_card(shop, code="CAD-2", valid_until=day(1))
    make_card(make_shop("autre"), code="CAD-3")

    assert unpaid(shop, "CAD-1", "CAD-2", "CAD-3", "FID-1") == [
        ("CAD-1", "below_minimum"),
        ("CAD-2", "expired"),
        ("CAD-3", "unknown"),
        ("FID-1", "unknown"),
    ]


def test_what_another_cart_holds_is_not_there(shop: Shop) -> None:
    make_card(shop, code="CAD-1")
    hold = {"shop": shop, "code": "CAD-1", "now": day(1)}
    giftcards.hold(cart="1403", amount=Decimal(10), **hold)  # type: ignore[arg-type]
    giftcards.hold(cart="other", amount=Decimal(35), **hold)  # type: ignore[arg-type]

    assert paid(shop, "CAD-1") == [("CAD-1", "15.00")], "its own hold is no matter"

    giftcards.release(shop=shop, code="CAD-1", cart="1403")
    giftcards.hold(cart="other", **hold)  # type: ignore[arg-type]
    assert unpaid(shop, "CAD-1") == [("CAD-1", "held")]


def test_cards_cost_one_query_however_many(shop: Shop, alice: Customer) -> None:
    codes = [make_card(shop).code for _ in range(3)]

    def cost(*named: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(shop, gift_cards=named)
        return len(queries)

    assert cost(*codes) == cost(codes[0]) == cost() + 1
