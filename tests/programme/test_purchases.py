"""Parts of one purchase: what may be had once they have once, and share it."""

from decimal import Decimal
from typing import Any

import pytest

from giftcards.models import CardTerms, GiftCard
from programme.actions import OrderReceipt
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact
from tests.connections import at_once
from tests.factories import VoucherFactory, day, line, make_card
from tests.offers import amount, open_offer, percent
from tests.statements import assert_honest, put_order
from vouchers.models import OfferUse, RefusedCode, Voucher, VoucherUse
from vouchers.rules.offers import DiscountStep

pytestmark = pytest.mark.django_db

CODE = "NOEL"


def part(shop: Shop, order: str, price: str, **fields: Any) -> OrderReceipt:
    """A part of what one cart became under one reference."""
    usual: dict[str, Any] = {
        "reference": "XKBKNABJK",
        "cart": "1403",
        "vouchers": (CODE,),
        "placed_at": day(1),
        "on": 1,
    }
    return put_order(shop, order, line(1, price), **usual | fields)


def make(shop: Shop, **fields: Any) -> Voucher:
    return VoucherFactory.create(shop=shop, code=CODE, origin="manual", **fields)


def hundred(shop: Shop, **fields: Any) -> Voucher:
    return make(shop, amount=Decimal(100), **{"partial": True} | fields)


def amounts() -> dict[str, str]:
    rows = VoucherUse.objects.select_related("order")
    return {use.order.external_id: f"{use.amount:.2f}" for use in rows}


def remainder(voucher: Voucher) -> Decimal:
    voucher.refresh_from_db()
    rows = voucher.remainders.filter(cancelled_at=None)
    return sum((row.amount or Decimal(0) for row in rows), Decimal(0))


def off(amount: str) -> dict[str, Any]:
    return {"discount": Decimal(amount)}


def test_parts_share_what_a_voucher_is_worth(shop: Shop) -> None:
    voucher = hundred(shop)

    part(shop, "a", "30", **off("30"))
    receipt = part(shop, "b", "20", **off("20"))

    assert [use.state for use in receipt.settlement.vouchers] == ["used"]
    assert amounts() == {"a": "30.00", "b": "20.00"}
    assert remainder(voucher) == Decimal(50)
    assert (voucher.used, voucher.worth) == (1, Decimal(50))
    assert_honest()


def test_a_part_that_is_cancelled_gives_back_what_it_took(shop: Shop) -> None:
    voucher = hundred(shop)
    part(shop, "a", "30", **off("30"))
    part(shop, "b", "20", **off("20"))

    part(shop, "a", "30", **off("30"), state="cancelled", on=2)
    assert amounts() == {"b": "20.00"}
    assert remainder(voucher) == Decimal(80)

    part(shop, "b", "20", **off("20"), state="cancelled", on=3)
    assert remainder(voucher) == Decimal(0)
    assert (voucher.used, voucher.worth) == (0, Decimal(100))
    assert_honest()


def test_parts_never_have_more_together_than_a_voucher_is_worth(shop: Shop) -> None:
    hundred(shop, partial=False)

    part(shop, "a", "80", **off("80"))
    part(shop, "b", "80", **off("80"))
    assert amounts() == {"a": "80.00", "b": "20.00"}

    part(shop, "a", "30", **off("30"), on=2)
    assert amounts() == {"a": "30.00", "b": "70.00"}
    assert_honest()


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_what_parts_share_does_not_hang_on_which_arrives_first(
    shop: Shop, order: str
) -> None:
    voucher = hundred(shop)
    for name in order:
        part(shop, name, "80", **off("80"), on=1 if name == "a" else 2)

    assert amounts() == {"a": "80.00", "b": "20.00"}
    assert remainder(voucher) == Decimal(0)
    assert_honest()


def test_a_percentage_on_all_parts_is_one_use(shop: Shop) -> None:
    voucher = make(shop, kind="percent", amount=None, percent=Decimal(10))

    part(shop, "a", "30", **off("3"))
    part(shop, "b", "20", **off("2"))

    voucher.refresh_from_db()
    assert amounts() == {"a": "3.00", "b": "2.00"}
    assert voucher.used == 1
    assert not RefusedCode.objects.exists()
    assert_honest()


def test_a_voucher_once_per_customer_counts_once_for_all_parts_of_a_purchase(
    shop: Shop, alice: Customer
) -> None:
    make(shop, use_limit=None, uses_per_customer=1)

    part(shop, "a", "30", customer=alice)
    part(shop, "b", "20", customer=alice)
    part(shop, "c", "20", customer=alice, cart="1404")

    assert sorted(amounts()) == ["a", "b"]
    assert RefusedCode.objects.get().order.external_id == "c"


@pytest.mark.parametrize(
    "other", [{"reference": "OTHER"}, {"cart": "1404"}, {"cart": None}, {"reference": ""}]
)
def test_orders_that_share_only_one_of_the_two_are_purchases_of_their_own(
    shop: Shop, other: dict[str, Any]
) -> None:
    make(shop)

    part(shop, "a", "30")
    part(shop, "b", "20", **other)

    assert list(amounts()) == ["a"]
    assert RefusedCode.objects.get().order.external_id == "b"


def test_a_part_that_turns_out_to_be_an_order_of_its_own_lets_the_code_go(
    shop: Shop,
) -> None:
    voucher = make(shop)
    part(shop, "a", "30")
    part(shop, "b", "20")

    part(shop, "b", "20", reference="OTHER", on=2)

    voucher.refresh_from_db()
    assert (list(amounts()), voucher.used) == (["a"], 1)
    assert_honest()


def test_an_order_that_turns_out_to_be_a_part_has_the_code_of_the_others(
    shop: Shop,
) -> None:
    make(shop)
    part(shop, "a", "30")
    part(shop, "b", "20", cart=None)
    assert list(amounts()) == ["a"]

    part(shop, "b", "20", on=2)

    assert sorted(amounts()) == ["a", "b"]
    assert_honest()


def test_a_card_for_one_order_is_for_all_parts_of_it(shop: Shop) -> None:
    CardTerms.objects.filter(shop=shop).delete()
    card = make_card(shop, single_use=True)
    said = {
        amount: {"gift_cards": (CardPaymentFact(code=card.code, amount=Decimal(amount)),)}
        for amount in ("30", "20", "10")
    }
    part(shop, "a", "30", vouchers=(), **said["30"])
    receipt = part(shop, "b", "20", vouchers=(), **said["20"])

    assert [each.state for each in receipt.settlement.paid_by] == ["paid"]
    other = part(shop, "c", "20", vouchers=(), cart="1404", **said["10"], on=2)
    assert [each.state for each in other.settlement.paid_by] == ["refused"]
    assert GiftCard.objects.get().balance == 0
    assert_honest()


@pytest.mark.django_db(transaction=True)
def test_parts_that_come_at_once_have_their_code_together(shop: Shop) -> None:
    voucher = hundred(shop)

    at_once(*(lambda name=name: part(shop, name, "20", **off("20")) for name in "abcd"))

    assert amounts() == dict.fromkeys("abcd", "20.00")
    assert remainder(voucher) == Decimal(20)
    assert_honest()


def offers_had() -> dict[str, str]:
    rows = OfferUse.objects.select_related("order")
    return {use.order.external_id: f"{use.amount:.2f}" for use in rows}


@pytest.mark.parametrize("arrival", ["ab", "ba"])
@pytest.mark.parametrize(
    ("step", "taken"),
    [
        (percent(50, 10), {"a": "3.00", "b": "2.00"}),
        (amount(50, 10), {"a": "6.00", "b": "4.00"}),
        (percent(51, 10), {}),
    ],
)
def test_parts_reach_the_step_of_an_offer_together(
    shop: Shop, alice: Customer, arrival: str, step: DiscountStep, taken: dict[str, str]
) -> None:
    open_offer(shop, step)
    prices = {"a": "30", "b": "20"}

    for order in arrival:
        discount = off(taken.get(order, "0.50"))
        part(shop, order, prices[order], vouchers=(), customer=alice, **discount)

    assert offers_had() == taken
    assert_honest()


def test_a_part_that_changes_leaves_the_others_what_they_reach(
    shop: Shop, alice: Customer
) -> None:
    open_offer(shop, percent(50, 10))
    part(shop, "a", "30", vouchers=(), customer=alice, **off("3"))
    part(shop, "b", "20", vouchers=(), customer=alice, **off("2"))

    part(shop, "b", "20", vouchers=(), customer=alice, state="cancelled", on=2, **off("2"))
    assert offers_had() == {"a": "3.00"}

    part(shop, "b", "10", vouchers=(), customer=alice, on=3, **off("1"))
    assert offers_had() == {}
