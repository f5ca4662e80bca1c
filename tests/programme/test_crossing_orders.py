"""What crosses orders: codes and cards that one lets go and another waits for."""

from decimal import Decimal
from typing import Any

import pytest

from giftcards.models import GiftCard, RefusedPayment
from programme import actions as programme
from programme.actions import OrderReceipt
from programme.queries.inconsistencies import ledger_inconsistencies
from shop import actions as shops
from shop.models import Customer, Order, Shop
from shop.rules.facts import CardPaymentFact, ProductFact
from tests.factories import START, VoucherFactory, day, line, make_card
from tests.statements import assert_honest, put_order, set_rules
from vouchers.models import RefusedCode, Voucher, VoucherUse

pytestmark = pytest.mark.django_db

CODE = "NOEL"


def state(shop: Shop, order: str, on: float, **fields: Any) -> OrderReceipt:
    """An order of 40 €, placed on the day of its first word."""
    usual = {"placed_at": day(on), "paid_at": None, "vouchers": (CODE,)}
    return put_order(shop, order, on=on, **usual | fields)


def users(code: str = CODE) -> list[str]:
    rows = VoucherUse.objects.filter(voucher__code=code)
    return sorted(rows.values_list("order__external_id", flat=True))


def refused() -> list[tuple[str, str]]:
    rows = RefusedCode.objects.order_by("order__external_id", "code")
    return list(rows.values_list("order__external_id", "reason"))


def cards_of(order: str) -> list[tuple[str, str]]:
    rows = GiftCard.objects.filter(order__external_id=order).order_by("pk")
    return [(f"{card.balance}", card.state_at(day(20)).value) for card in rows]


def sell_cards(shop: Shop, *products: str) -> None:
    for product in products or ("p9",):
        fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
        shops.state_product(shop=shop, external_id=product, fact=fact)


def card_line(number: int = 9, price: str = "50.00", **fields: Any) -> Any:
    return line(number, price, **{"product": "p9"} | fields)


def buy_card(
    shop: Shop, *lines: Any, on: float = 0, state: str = "paid", order: str = "P"
) -> GiftCard:
    put_order(shop, order, *(lines or (card_line(),)), on=on, state=state)
    return GiftCard.objects.filter(order__external_id=order).order_by("pk")[0]


def pay(shop: Shop, order: str, card: GiftCard, amount: str, **fields: Any) -> OrderReceipt:
    said = CardPaymentFact(code=card.code, amount=Decimal(amount))
    goods = line(1, fields.pop("price", "60.00"))
    usual: dict[str, Any] = {"gift_cards": (said,), "placed_at": day(1), "on": 1}
    return put_order(shop, order, goods, **usual | fields)


# Codes


def test_a_code_that_is_let_go_goes_to_the_order_that_was_refused_it(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    state(shop, "1", 1, state="payment_error")
    state(shop, "2", 2)
    late = state(shop, "1", 3)
    assert [use.state for use in late.settlement.vouchers] == ["refused"]
    assert users() == ["2"]

    state(shop, "2", 4, state="cancelled")

    assert users() == ["1"]
    assert refused() == []
    third = state(shop, "3", 5)
    assert [use.state for use in third.settlement.vouchers] == ["refused"]
    assert_honest()


def test_what_is_kept_of_a_code_that_is_let_go_is_what_the_next_order_leaves(
    shop: Shop,
) -> None:
    voucher = VoucherFactory.create(
        shop=shop, code=CODE, amount=Decimal(80), partial=True, origin="manual"
    )
    state(shop, "1", 1, state="payment_error", discount=Decimal(30))
    state(shop, "2", 2, discount=Decimal(40))
    state(shop, "1", 3, discount=Decimal(30))

    state(shop, "2", 4, state="cancelled", discount=Decimal(40))

    assert users() == ["1"]
    assert voucher.remainders.get(cancelled_at=None).amount == Decimal(50)
    assert_honest()


def test_an_order_that_no_longer_names_a_code_lets_it_go_too(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    state(shop, "1", 1)
    state(shop, "2", 2)

    state(shop, "1", 3, vouchers=())

    assert users() == ["2"]


def test_of_several_that_wait_the_first_to_have_named_it_comes_next(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=2, origin="manual")
    for number, on in (("A", 1), ("B", 2), ("D", 4), ("C", 3)):
        state(shop, number, on)
    assert users() == ["A", "B"]

    state(shop, "A", 5, state="cancelled")
    assert users() == ["B", "C"]
    state(shop, "B", 6, state="cancelled")

    assert users() == ["C", "D"]
    assert_honest()


def test_an_order_that_arrives_late_has_what_it_had_named_first(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    state(shop, "2", 2)

    first = state(shop, "1", 1)

    assert [use.state for use in first.settlement.vouchers] == ["used"]
    assert users() == ["1"]
    assert refused() == [("2", "already_used")]
    assert_honest()


def test_a_customers_limit_counts_from_the_order_that_came_first(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    VoucherFactory.create(
        shop=shop, code=CODE, use_limit=None, uses_per_customer=1, origin="manual"
    )
    state(shop, "2", 2, customer=alice)
    state(shop, "1", 1, customer=alice)
    state(shop, "3", 3, customer=bob)
    assert users() == ["1", "3"]

    state(shop, "1", 4, customer=alice, state="cancelled")

    assert users() == ["2", "3"]
    assert_honest()


def test_an_order_that_changes_owner_frees_the_first_owners_code(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    VoucherFactory.create(shop=shop, code=CODE, customer=alice)
    state(shop, "1", 1, customer=alice)
    state(shop, "2", 2, customer=alice)

    state(shop, "1", 3, customer=bob)

    assert users() == ["2"]
    assert refused() == [("1", "wrong_customer")]


def test_points_of_an_order_follow_the_code_that_it_gains(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1), vouchers_earn=True, on=-1)
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    state(shop, "1", 1)
    state(shop, "2", 2, customer=alice, discount=Decimal(5))
    order = Order.objects.get(external_id="2")
    assert order.counts

    state(shop, "1", 3, state="cancelled")

    assert users() == ["2"]
    assert_honest()


def test_the_order_that_has_the_voucher_takes_its_remainder_home_when_it_is_free(
    shop: Shop,
) -> None:
    voucher = VoucherFactory.create(
        shop=shop, code=CODE, amount=Decimal(20), partial=True, origin="manual"
    )
    state(shop, "1", 1, discount=Decimal(12))
    remainder = voucher.remainders.get()
    state(shop, "2", 2, discount=Decimal(8), vouchers=(remainder.code,))
    state(shop, "1", 3, discount=Decimal(20))
    assert VoucherUse.objects.get(order__external_id="1").amount == Decimal(12)

    state(shop, "2", 4, discount=Decimal(8), vouchers=(remainder.code,), state="cancelled")

    assert VoucherUse.objects.get(order__external_id="1").amount == Decimal(20)
    remainder.refresh_from_db()
    assert remainder.cancelled_at is not None
    assert_honest()


def test_orders_that_wait_for_each_other_are_settled_in_a_chain(shop: Shop) -> None:
    for code in "ABC":
        VoucherFactory.create(shop=shop, code=code, origin="manual")
    state(shop, "1", 1, vouchers=("A",))
    state(shop, "2", 2, vouchers=("A", "B"), discount=Decimal(5))
    state(shop, "3", 3, vouchers=("B", "C"), discount=Decimal(5))
    assert (users("A"), users("B"), users("C")) == (["1"], ["2"], ["3"])

    state(shop, "1", 4, vouchers=("A",), state="cancelled")
    state(shop, "2", 5, vouchers=("A",), discount=Decimal(5))

    assert (users("A"), users("B"), users("C")) == (["2"], ["3"], ["3"])
    assert_honest()


def test_the_night_and_settle_heal_a_code_that_nobody_has(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    state(shop, "1", 1)
    state(shop, "2", 2)
    VoucherUse.objects.all().delete()
    Voucher.objects.update(used=0, used_at=None)
    Order.objects.filter(external_id="1").update(state="cancelled")
    found = [each.check for each in ledger_inconsistencies()]
    assert found == ["a code that is free is had by whoever waits for it"]

    list(programme.settle_all(shop=shop, since=None, author="system", now=day(5)))

    assert users() == ["2"]
    assert_honest()


# Gift cards


def test_a_card_whose_purchase_was_refunded_dies_when_its_money_comes_back(
    shop: Shop,
) -> None:
    sell_cards(shop)
    card = buy_card(shop)
    pay(shop, "U", card, "50.00")
    put_order(shop, "P", card_line(), on=2, state="refunded")
    assert cards_of("P") == [("0.00", "empty")]

    pay(shop, "U", card, "50.00", on=3, state="cancelled")

    assert cards_of("P") == [("0.00", "cancelled")]
    assert_honest()


def test_a_part_that_comes_back_to_such_a_card_leaves_it_to_staff(shop: Shop) -> None:
    sell_cards(shop)
    card = buy_card(shop)
    pay(shop, "U", card, "50.00")
    pay(shop, "V", card, "0.00")
    put_order(shop, "P", card_line(), on=2, state="refunded")

    pay(shop, "U", card, "30.00", on=3)

    notes = Order.objects.get(external_id="P").notes
    assert notes == [{"code": "refunded_gift_card_spent", "amount": "30.00"}]


def test_staff_see_a_refunded_card_of_which_something_was_spent(shop: Shop) -> None:
    sell_cards(shop)
    card = buy_card(shop, card_line(price="30.00"))
    pay(shop, "U", card, "10.00")

    receipt = put_order(shop, "P", card_line(price="30.00"), on=2, state="refunded")

    noted = [{"code": "refunded_gift_card_spent", "amount": "10.00"}]
    assert receipt.stated.row.notes == noted
    pay(shop, "U", card, "10.00", on=3, state="cancelled")
    assert Order.objects.get(external_id="P").notes == []
    assert cards_of("P") == [("0.00", "cancelled")]
    assert_honest()


def test_an_order_that_paid_before_the_card_was_given_back_has_paid(shop: Shop) -> None:
    sell_cards(shop)
    card = buy_card(shop)
    put_order(shop, "P", card_line(), on=2, state="refunded")
    assert cards_of("P") == [("0.00", "cancelled")]

    late = pay(shop, "U", card, "20.00", on=1)
    after = pay(shop, "V", card, "20.00", on=3, placed_at=day(3))

    assert [each.state for each in late.settlement.paid_by] == ["paid"]
    assert [each.reason for each in after.settlement.paid_by] == [None]
    assert cards_of("P")[0][1] == "usable"
    assert_honest()


def test_money_that_comes_back_pays_the_order_that_was_refused(shop: Shop) -> None:
    card = make_card(shop)
    pay(shop, "1", card, "30.00")
    pay(shop, "2", card, "30.00", on=2, placed_at=day(2))
    assert RefusedPayment.objects.get().amount == Decimal(30)

    pay(shop, "1", card, "30.00", on=3, state="cancelled")

    assert not RefusedPayment.objects.exists()
    card.refresh_from_db()
    assert card.balance == Decimal(20)
    assert_honest()


def test_an_order_that_arrives_late_is_paid_by_the_card_it_had_named_first(
    shop: Shop,
) -> None:
    card = make_card(shop)
    pay(shop, "2", card, "30.00", on=2, placed_at=day(2))

    first = pay(shop, "1", card, "30.00")

    assert [each.state for each in first.settlement.paid_by] == ["paid"]
    assert RefusedPayment.objects.get().order.external_id == "2"
    card.refresh_from_db()
    assert card.balance == Decimal(20)
    assert_honest()


@pytest.mark.parametrize(("price", "spent"), [("50.00", "20.00"), ("30.00", "30.00")])
def test_a_card_whose_line_has_another_id_is_the_same_card(
    shop: Shop, price: str, spent: str
) -> None:
    sell_cards(shop)
    card = buy_card(shop, line(1), card_line(2, price))
    pay(shop, "U", card, spent)

    put_order(shop, "P", card_line(1, price), on=2)

    assert GiftCard.objects.filter(order__external_id="P").count() == 1
    card.refresh_from_db()
    assert card.line == "1"
    assert_honest()


def test_lines_that_change_places_keep_their_cards(shop: Shop) -> None:
    sell_cards(shop, "p9", "p8")
    first, second = card_line(1, "50.00"), card_line(2, "30.00", product="p8")
    put_order(shop, "P", first, second)
    before = dict(GiftCard.objects.values_list("code", "amount"))

    swapped = card_line(2, "50.00"), card_line(1, "30.00", product="p8")
    receipt = put_order(shop, "P", *swapped, on=1)

    assert receipt.settlement.bought == []
    assert dict(GiftCard.objects.values_list("code", "amount")) == before
    assert set(GiftCard.objects.values_list("line", "amount")) == {
        ("2", Decimal(50)),
        ("1", Decimal(30)),
    }


def test_a_spent_card_stands_for_whatever_was_bought_instead(shop: Shop) -> None:
    sell_cards(shop, "p9", "p8")
    card = buy_card(shop)
    pay(shop, "U", card, "10.00")

    put_order(shop, "P", card_line(1, "60.00", product="p8"), on=2)

    assert GiftCard.objects.filter(order__external_id="P").count() == 1


def test_an_untouched_card_of_another_price_is_made_anew(shop: Shop) -> None:
    sell_cards(shop)
    buy_card(shop)

    put_order(shop, "P", card_line(price="30.00"), on=1)

    assert cards_of("P") == [("0.00", "cancelled"), ("30.00", "usable")]
    put_order(shop, "P", card_line(price="50.00"), on=2)
    assert cards_of("P") == [("50.00", "usable"), ("0.00", "cancelled")]
    assert_honest()
