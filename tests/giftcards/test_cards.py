"""Gift cards: bought, paid with, given back, over. Every movement of money is written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from giftcards import actions as giftcards
from giftcards.actions.ending import cancel
from giftcards.actions.refusals import CardRefused, CardSpent
from giftcards.models import CardMovement, CardTerms, GiftCard, RefusedPayment
from programme import actions as programme
from programme.actions.receipts import OrderReceipt
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact, GiftFact, OrderLineFact, ProductFact
from tests.factories import START, day, line, make_card, make_shop
from tests.statements import assert_honest, put_order


@pytest.fixture
def card(shop: Shop) -> GiftCard:
    return make_card(shop, code="CAD-1")


def paying(amount: str, refunded: str = "0", code: str = "CAD-1") -> dict[str, Any]:
    said = CardPaymentFact(code=code, amount=Decimal(amount), refunded=Decimal(refunded))
    return {"gift_cards": (said,)}


def pay(shop: Shop, number: str, amount: str, **fields: Any) -> OrderReceipt:
    """An order of 40 € of which the card has paid so much."""
    return put_order(shop, number, **paying(amount) | {"placed_at": day(1)} | fields)


def story(card: GiftCard) -> list[tuple[str, str, str]]:
    rows = CardMovement.objects.filter(card=card).order_by("number")
    return [(row.kind, f"{row.amount}", f"{row.balance}") for row in rows]


def balance(card: GiftCard) -> str:
    card.refresh_from_db()
    return f"{card.balance}"


def said(receipt: OrderReceipt) -> list[tuple[str, str, str | None]]:
    return [
        (each.state, f"{each.amount}", each.reason) for each in receipt.settlement.paid_by
    ]


def refused() -> list[tuple[str, str, str]]:
    rows = RefusedPayment.objects.order_by("pk")
    return [(row.code, f"{row.amount}", row.reason) for row in rows]


# Paid with


def test_an_order_takes_what_it_says_once(shop: Shop, card: GiftCard) -> None:
    for on in (1, 2, 3):
        receipt = pay(shop, "1", "20.00", on=on)

    assert said(receipt) == [("paid", "20.00", None)]
    assert story(card) == [("issue", "50.00", "50.00"), ("pay", "-20.00", "30.00")]
    assert balance(card) == "30.00"
    assert_honest()


def test_a_balance_is_spent_over_several_orders_in_any_case(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "20.00", on=1)
    put_order(shop, "2", **paying("30.00", code="cad-1"), placed_at=day(2), on=2)

    assert balance(card) == "0.00"
    assert refused() == []
    assert_honest()


def test_more_than_is_left_is_not_paid_at_all_and_shown_to_staff(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "40.00", on=1)
    short = pay(shop, "2", "10.01", on=2)

    assert said(short) == [("refused", "0.00", "insufficient_balance")]
    assert (balance(card), refused()) == (
        "10.00",
        [("CAD-1", "10.01", "insufficient_balance")],
    )
    assert short.stated.row.pk is not None, "an order is a fact"
    assert_honest()


def test_what_staff_were_shown_goes_when_the_order_says_less(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "40.00", on=1)
    pay(shop, "2", "10.01", on=2)

    pay(shop, "2", "10.00", on=3)

    assert (balance(card), refused()) == ("0.00", [])
    assert_honest()


def test_an_unknown_code_is_shown_to_staff(shop: Shop) -> None:
    receipt = pay(shop, "1", "5.00", on=1)

    assert said(receipt) == [("refused", "0.00", "unknown")]
    assert refused() == [("CAD-1", "5.00", "unknown")]


def test_the_card_of_another_shop_is_unknown(card: GiftCard) -> None:
    other = make_shop("autre")

    assert said(pay(other, "1", "5.00", on=1)) == [("refused", "0.00", "unknown")]
    assert balance(card) == "50.00"


def test_a_refund_comes_back_to_the_card(shop: Shop, card: GiftCard) -> None:
    pay(shop, "1", "20.00", on=1)

    put_order(shop, "1", **paying("20.00", "7.50"), placed_at=day(1), on=2)
    put_order(shop, "1", **paying("20.00", "20.00"), placed_at=day(1), on=3)

    assert story(card)[2:] == [
        ("give_back", "7.50", "37.50"),
        ("give_back", "12.50", "50.00"),
    ]
    assert_honest()


def test_a_cancelled_order_gives_all_back_and_a_revived_one_takes_it_again(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "20.00", on=1)
    pay(shop, "1", "20.00", state="cancelled", on=2)
    assert balance(card) == "50.00"

    pay(shop, "1", "20.00", on=3)

    assert balance(card) == "30.00"
    assert_honest()


def test_an_order_that_names_the_card_no_more_gives_all_back(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "20.00", on=1)

    put_order(shop, "1", placed_at=day(1), on=2)

    assert balance(card) == "50.00"
    assert_honest()


def test_paying_by_card_changes_no_points(
    shop: Shop, card: GiftCard, alice: Customer
) -> None:
    with_card = pay(shop, "1", "40.00", customer=alice, on=1)
    without = put_order(shop, "2", customer=alice, placed_at=day(1), on=1)

    assert with_card.settlement.points.change == without.settlement.points.change == 4


def test_an_amount_that_is_not_to_the_cent_is_refused(shop: Shop, card: GiftCard) -> None:
    with pytest.raises(Invalid, match=r"cents?|centime"):
        put_order(shop, "1", **paying("10.001"))


def test_a_card_that_paid_twice_has_paid_the_sum(shop: Shop, card: GiftCard) -> None:
    twice = [("cad-1", "12.00", "2.00"), ("CAD-1 ", "8.00", "0.00")]
    payments = tuple(
        CardPaymentFact(code=code, amount=Decimal(amount), refunded=Decimal(back))
        for code, amount, back in twice
    )

    settled = put_order(shop, "1", gift_cards=payments, placed_at=day(1), on=1)

    assert said(settled) == [("paid", "18.00", None)]
    assert balance(card) == "32.00"
    assert_honest()


# For one order only


def test_what_one_order_leaves_of_a_single_use_card_is_lost(shop: Shop) -> None:
    card = make_card(shop, code="CAD-1", single_use=True)

    pay(shop, "1", "20.00", on=1)

    assert story(card)[1:] == [("pay", "-20.00", "30.00"), ("lose", "-30.00", "0.00")]
    assert_honest()


def test_the_order_may_still_say_that_it_had_more_of_it(shop: Shop) -> None:
    card = make_card(shop, code="CAD-1", single_use=True)
    pay(shop, "1", "20.00", on=1)

    assert said(pay(shop, "1", "25.00", on=2)) == [("paid", "25.00", None)]

    assert balance(card) == "0.00"
    assert_honest()


def test_all_of_it_comes_back_when_its_order_is_cancelled(shop: Shop) -> None:
    card = make_card(shop, code="CAD-1", single_use=True)
    pay(shop, "1", "20.00", on=1)

    pay(shop, "1", "20.00", state="cancelled", on=2)

    assert balance(card) == "50.00"
    assert_honest()


def test_a_partial_refund_on_a_single_use_card_can_be_spent(shop: Shop) -> None:
    card = make_card(shop, code="CAD-1", single_use=True)
    pay(shop, "1", "20.00", on=1)

    put_order(shop, "1", **paying("20.00", "5.00"), placed_at=day(1), on=2)

    assert balance(card) == "5.00"
    assert_honest()


# Time


def test_an_order_placed_after_the_end_is_refused(shop: Shop, card: GiftCard) -> None:
    receipt = pay(shop, "1", "20.00", placed_at=day(365), on=365)

    assert said(receipt) == [("refused", "0.00", "expired")]


def expire(on: float) -> int:
    return sum(giftcards.expire_cards(now=day(on)))


def test_the_night_writes_down_what_was_left(shop: Shop, card: GiftCard) -> None:
    pay(shop, "1", "20.00", on=1)

    assert (expire(364), expire(366), expire(367)) == (0, 1, 0)

    assert story(card)[-1] == ("expire", "-30.00", "0.00")
    assert_honest()


def test_a_late_order_that_was_placed_in_time_is_still_paid(
    shop: Shop, card: GiftCard
) -> None:
    expire(366)

    assert said(pay(shop, "1", "20.00", on=370)) == [("paid", "20.00", None)]

    assert story(card)[1:] == [
        ("expire", "-50.00", "0.00"),
        ("expire", "50.00", "50.00"),
        ("pay", "-20.00", "30.00"),
        ("expire", "-30.00", "0.00"),
    ]
    assert_honest()


def test_what_comes_back_to_an_ended_card_can_be_spent_for_a_month(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "20.00", on=1)

    put_order(shop, "1", **paying("20.00", "8.00"), placed_at=day(1), on=370)

    assert story(card)[2:] == [("expire", "-30.00", "0.00"), ("give_back", "8.00", "8.00")]
    card.refresh_from_db()
    assert card.state_at(day(400)) == GiftCard.State.USABLE
    assert card.state_at(day(401)) == GiftCard.State.EXPIRED
    assert_honest()


# By hand


def test_staff_cancel_what_is_left(shop: Shop, card: GiftCard) -> None:
    pay(shop, "1", "20.00", on=1)

    cancel(card=card, reason="Volée", author="staff:1", now=day(2))

    card.refresh_from_db()
    assert (card.cancelled_by, card.cancel_reason) == ("staff:1", "Volée")
    assert not card.balance
    assert said(pay(shop, "2", "1.00", on=3)) == [("refused", "0.00", "cancelled")]
    with pytest.raises(CardSpent):
        cancel(card=card, reason="Encore", author="staff:1", now=day(3))
    assert_honest()


def test_a_cancellation_needs_a_reason(card: GiftCard) -> None:
    with pytest.raises(Invalid):
        cancel(card=card, reason=" ", author="staff:1", now=day(2))


def test_what_an_order_gives_back_to_a_cancelled_card_lives(
    shop: Shop, card: GiftCard
) -> None:
    pay(shop, "1", "20.00", on=1)
    cancel(card=card, reason="Volée", author="staff:1", now=day(2))

    pay(shop, "1", "20.00", state="cancelled", on=3)

    card.refresh_from_db()
    assert (card.balance, card.cancelled_at) == (Decimal(20), None)
    assert_honest()


# Held


def hold(shop: Shop, cart: str, amount: str | None = None, *, on: float = 1) -> Decimal:
    asked = Decimal(amount) if amount else None
    return giftcards.hold(
        shop=shop, code="cad-1", cart=cart, amount=asked, now=day(on)
    ).amount


def test_carts_share_a_card(shop: Shop, card: GiftCard) -> None:
    assert hold(shop, "A", "30.00") == 30
    assert hold(shop, "B") == 20
    assert hold(shop, "A", "10.00") == 10, "again begins anew"

    with pytest.raises(CardRefused) as refusal:
        hold(shop, "C", "20.01")

    assert refusal.value.code == "insufficient_balance"
    assert refusal.value.details == {"missing": Decimal("0.01")}


@pytest.mark.parametrize(
    ("on", "spent", "why"),
    [
        (1, "0", "held"),
        (1, "50", "already_used"),
        (366, "0", "expired"),
        (-1, "0", "not_started"),
    ],
)
def test_why_a_card_cannot_be_held(
    shop: Shop, card: GiftCard, on: float, spent: str, why: str
) -> None:
    if why == "held":
        hold(shop, "A", on=on)
    if spent != "0":
        put_order(shop, "1", line(1, "50.00"), **paying("50.00"), placed_at=day(1))

    with pytest.raises(CardRefused) as refusal:
        hold(shop, "B", on=on)

    assert refusal.value.code == why


def test_a_hold_ends_by_itself_is_let_go_and_an_order_minds_none(
    shop: Shop, card: GiftCard
) -> None:
    hold(shop, "A")
    assert said(pay(shop, "1", "30.00", on=1)) == [("paid", "30.00", None)]
    assert hold(shop, "B", on=1.03) == 20, "half an hour later"

    giftcards.release(shop=shop, code="CAD-1", cart="B")

    assert hold(shop, "C", on=1.03) == 20
    with pytest.raises(giftcards.UnknownCard):
        giftcards.release(shop=shop, code="CAD-9", cart="B")
    with pytest.raises(giftcards.UnknownCard):
        giftcards.hold(shop=shop, code="CAD-9", cart="B", now=day(1))
    assert giftcards.purge_holds(now=day(2)) == 2


def test_the_order_of_a_cart_ends_its_hold(shop: Shop, card: GiftCard) -> None:
    hold(shop, "1403", "30.00")

    pay(shop, "1", "30.00", cart="1403", on=1)

    assert hold(shop, "B") == 20


# Bought


def sell_cards(shop: Shop) -> None:
    fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
    shops.state_product(shop=shop, external_id="p9", fact=fact)


def bought_line(quantity: int = 1, **fields: Any) -> OrderLineFact:
    return line(9, "50.00", quantity=quantity, **fields)


def buy(shop: Shop, *lines: OrderLineFact, **fields: Any) -> OrderReceipt:
    return put_order(shop, "C1", *(lines or (bought_line(),)), **fields)


def states(shop: Shop) -> list[str]:
    rows = GiftCard.objects.filter(shop=shop).order_by("line", "piece")
    return [row.state_at(day(30)).value for row in rows]


def test_a_paid_line_gives_one_card_for_each_piece_once(
    shop: Shop, alice: Customer
) -> None:
    sell_cards(shop)

    first = buy(shop, bought_line(2), line(1), customer=alice)
    again = buy(shop, bought_line(2), line(1), customer=alice, state="shipped", on=1)

    made = list(GiftCard.objects.order_by("piece"))
    assert first.settlement.bought == made
    assert again.settlement.bought == []
    assert [(card.amount, card.balance, card.piece) for card in made] == [
        (Decimal(50), Decimal(50), 1),
        (Decimal(50), Decimal(50), 2),
    ]
    assert {card.code[:4] for card in made} == {"CAD-"}
    # 1 May 2027 closes at its midnight in Paris.
    assert made[0].valid_until.isoformat() == "2027-05-01T22:00:00+00:00"
    assert first.settlement.points.change == 4, "only the other line earns"
    assert_honest()


def test_an_order_that_is_not_paid_gives_none(shop: Shop) -> None:
    sell_cards(shop)

    buy(shop, state="pending", paid_at=None)
    assert states(shop) == []

    buy(shop, on=1)
    assert states(shop) == ["usable"]


def test_cards_refunded_unused_are_cancelled_the_last_first(shop: Shop) -> None:
    sell_cards(shop)
    buy(shop, bought_line(3))

    buy(shop, bought_line(3, refunded_quantity=1), on=1)
    assert states(shop) == ["usable", "usable", "cancelled"]

    buy(shop, bought_line(3, refunded_amount=Decimal(100)), on=2)
    assert states(shop) == ["usable", "cancelled", "cancelled"]

    buy(shop, bought_line(3), state="cancelled", on=3)
    assert states(shop) == ["cancelled"] * 3

    again = buy(shop, bought_line(3), on=4)
    assert states(shop) == ["usable"] * 3
    assert len(again.settlement.bought) == 3
    assert GiftCard.objects.count() == 3, "under their own codes"
    assert_honest()


def test_a_card_that_was_used_outlives_the_refund(shop: Shop) -> None:
    sell_cards(shop)
    buy(shop, bought_line(2))
    used, _unused = GiftCard.objects.order_by("piece")
    put_order(shop, "1", **paying("20.00", code=used.code), placed_at=day(1), on=1)

    buy(shop, bought_line(2, refunded_quantity=2), on=2)

    assert states(shop) == ["usable", "cancelled"]
    assert balance(used) == "30.00"
    assert_honest()


def test_a_part_of_the_price_that_comes_back_takes_no_card(shop: Shop) -> None:
    sell_cards(shop)
    buy(shop)

    buy(shop, bought_line(refunded_amount=Decimal("49.99")), on=1)

    assert states(shop) == ["usable"]


def test_a_line_that_is_taken_off_the_order_takes_its_card_along(shop: Shop) -> None:
    sell_cards(shop)
    buy(shop, bought_line(), line(1))

    buy(shop, line(1), on=1)

    assert states(shop) == ["cancelled"]
    assert_honest()


def test_whom_a_card_is_for_comes_with_its_line(shop: Shop, alice: Customer) -> None:
    sell_cards(shop)
    gift = GiftFact(
        name="Julie",
        email="julie@example.com",
        message="Bon anniversaire !",
        deliver_on=date(2026, 5, 20),
    )

    buy(shop, bought_line(gift=gift), customer=alice)

    card = GiftCard.objects.get()
    assert (card.sender, card.recipient, card.email, card.message) == (
        "Alice",
        "Julie",
        "julie@example.com",
        "Bon anniversaire !",
    )
    assert card.deliver_at is not None
    assert card.deliver_at.isoformat() == "2026-05-20T07:00:00+00:00", "nine in Paris"


def test_the_terms_of_the_product_come_before_those_of_the_shop(shop: Shop) -> None:
    sell_cards(shop)
    product = shops.state_product(
        shop=shop,
        external_id="p9",
        fact=ProductFact(updated_at=day(1), name="Carte", gift_card=True),
    ).row
    CardTerms.objects.create(
        shop=shop,
        product=product,
        validity=6,
        single_use=True,
        minimum=Decimal(10),
        vat_regime="single",
        vat_rate=Decimal(20),
        since=START,
    )

    buy(shop)

    card = GiftCard.objects.get()
    assert (card.single_use, card.minimum, card.vat_regime, card.vat_rate) == (
        True,
        Decimal(10),
        "single",
        Decimal(20),
    )
    assert card.valid_until.isoformat() == "2026-11-01T23:00:00+00:00"


def test_orders_from_before_the_programme_gave_cards_of_their_own(shop: Shop) -> None:
    sell_cards(shop)

    buy(shop, placed_at=day(-1), paid_at=day(-1))

    assert states(shop) == []


def test_what_is_free_and_what_is_too_many_gives_no_card(shop: Shop) -> None:
    sell_cards(shop)

    buy(shop, line(9, "0.00"), bought_line(1_001, id="2"))

    assert states(shop) == []


def test_erasing_a_customer_keeps_the_money_and_drops_their_words(
    shop: Shop, alice: Customer
) -> None:
    sell_cards(shop)
    gift = GiftFact(name="Julie", email="julie@example.com", message="Bises")
    buy(shop, bought_line(gift=gift), customer=alice)
    own = make_card(shop, email="Alice@example.com", recipient="Alice", message="Pour toi")

    programme.erase_customer(shop=shop, external_id="57", author="api:1", now=day(2))

    card = GiftCard.objects.exclude(pk=own.pk).get()
    own.refresh_from_db()
    assert (card.sender, card.message, card.email) == ("", "", "julie@example.com")
    assert card.balance == 50
    assert (own.recipient, own.email, own.message) == ("", "", "")
    assert own.balance == 50
    buy(shop, bought_line(gift=gift), customer=alice, on=3)
    assert card.order is not None
    assert card.order.lines.get().gift == {}
