"""One card and everybody at once, on real connections; and the lock before the write."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from giftcards import actions as giftcards
from giftcards.actions.ending import cancel as cancel_card
from giftcards.actions.refusals import CardRefused, CardSpent
from giftcards.models import CardHold, GiftCard
from programme.actions.receipts import OrderReceipt
from shop.models import Shop
from shop.rules.facts import CardPaymentFact
from tests.connections import at_once, steps
from tests.factories import day, make_card
from tests.statements import assert_honest, put_order

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "CAD-1"


def order(
    shop: Shop, number: int, amount: str, **fields: Any
) -> Callable[[], OrderReceipt]:
    paid = CardPaymentFact(code=CODE, amount=Decimal(amount))
    usual: dict[str, Any] = {"gift_cards": (paid,), "placed_at": day(1), "on": 1}
    return lambda: put_order(shop, f"O{number}", **usual | fields)


def states(receipts: list[OrderReceipt]) -> Counter[str]:
    return Counter(
        f"{each.state} {each.reason or ''}".strip()
        for receipt in receipts
        for each in receipt.settlement.paid_by
    )


def test_fifty_payments_at_once_never_overdraw_a_card(shop: Shop) -> None:
    card = make_card(shop, code=CODE)

    receipts = at_once(*(order(shop, number, "7.00") for number in range(50)))

    assert states(receipts) == {"paid": 7, "refused insufficient_balance": 43}
    card.refresh_from_db()
    assert card.balance == Decimal("1.00")
    assert_honest()


def test_fifty_carts_at_once_are_promised_what_there_is(shop: Shop) -> None:
    make_card(shop, code=CODE)

    def hold(cart: str) -> str:
        amount = Decimal("7.00")
        try:
            giftcards.hold(shop=shop, code=CODE, cart=cart, amount=amount, now=day(1))
        except CardRefused as refusal:
            return refusal.code
        return "ok"

    found = at_once(*(lambda cart=f"{n}": hold(cart) for n in range(50)))

    assert Counter(found) == {"ok": 7, "insufficient_balance": 43}
    assert CardHold.objects.count() == 7


def test_payments_refunds_and_a_cancellation_at_once_keep_the_books(shop: Shop) -> None:
    card = make_card(shop, code=CODE)
    for number in range(5):
        order(shop, number, "10.00")()

    def cancel() -> None:
        with suppress(CardSpent):
            cancel_card(card=card, reason="Volée", author="staff:1", now=day(2))

    at_once(
        *(order(shop, number, "10.00", state="cancelled", on=2) for number in range(5)),
        *(order(shop, number, "10.00") for number in range(5, 10)),
        cancel,
        cancel,
    )

    assert_honest()
    card.refresh_from_db()
    assert 0 <= card.balance <= 50


def test_the_same_order_said_ten_times_at_once_pays_once(shop: Shop) -> None:
    card = make_card(shop, code=CODE)

    at_once(*[order(shop, 1, "20.00")] * 10)

    card.refresh_from_db()
    assert (card.balance, card.moved) == (Decimal("30.00"), 2)
    assert_honest()


def test_the_night_and_late_orders_at_once_keep_the_books(shop: Shop) -> None:
    card = make_card(shop, code=CODE)

    at_once(
        *(order(shop, number, "10.00", on=370) for number in range(8)),
        *[lambda: list(giftcards.expire_cards(now=day(370)))] * 3,
    )

    assert_honest()
    card.refresh_from_db()
    assert card.balance == 0


def test_the_lock_stands_before_the_balance_is_written(shop: Shop) -> None:
    make_card(shop, code=CODE)

    with steps() as taken:
        order(shop, 1, "20.00")()

    locked = taken.index("lock giftcards_giftcard")
    assert locked < taken.index("write giftcards_giftcard")
    assert locked < taken.index("write giftcards_cardmovement")
    assert taken.index("lock shop_order") < locked


def test_several_cards_are_locked_by_primary_key(shop: Shop) -> None:
    for number in range(3):
        make_card(shop, code=f"CAD-{number}")
    codes = ["CAD-0", "CAD-1", "CAD-2"]

    def pay(number: int, order_of_codes: list[str]) -> OrderReceipt:
        said = tuple(
            CardPaymentFact(code=code, amount=Decimal("1.00")) for code in order_of_codes
        )
        return put_order(shop, f"O{number}", gift_cards=said, placed_at=day(1), on=1)

    at_once(*(lambda n=n: pay(n, codes if n % 2 else codes[::-1]) for n in range(20)))

    assert [f"{card.balance}" for card in GiftCard.objects.order_by("pk")] == ["30.00"] * 3
    assert_honest()
