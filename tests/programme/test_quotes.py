"""A cart priced for one customer, from what the books know of them and of the goods."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from programme.queries.quoting import Quote, QuoteRequest, quote
from shop import actions as shops
from shop.models import Category, Customer, Shop
from shop.rules.facts import CategoryFact, GroupFact, ProductFact
from tests.factories import START, VoucherFactory, day, line, make_shop
from tests.statements import put_customer, put_order, set_rules
from vouchers import actions as vouchers
from vouchers.models import Voucher


def ask(shop: Shop, *codes: str, on: float = 1, **fields: Any) -> Quote:
    """A cart of Alice's, of 40 €, on day 1."""
    usual: dict[str, Any] = {
        "lines": [line()],
        "customer": "57",
        "cart": "1403",
        "vouchers": codes,
    }
    return quote(shop=shop, wanted=QuoteRequest(**usual | fields), now=day(on))


def off(quoted: Quote) -> list[tuple[str | None, str]]:
    return [(cut.code or cut.kind, f"{cut.amount}") for cut in quoted.price.discounts]


def refused(quoted: Quote) -> list[tuple[str, str]]:
    return [(each.code, each.reason.value) for each in quoted.price.refused]


def proposed(quoted: Quote) -> list[str]:
    return [voucher.code for voucher in quoted.available]


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    return VoucherFactory.create(shop=shop, customer=alice, code="FID-1")


def group(shop: Shop, **fields: Any) -> None:
    fact = GroupFact(updated_at=START, name="Or", **fields)
    shops.state_group(shop=shop, external_id="or", fact=fact)
    put_customer(shop, "57", group="or")


def test_a_voucher_is_taken_off_in_any_case_and_named_once(
    shop: Shop, voucher: Voucher
) -> None:
    quoted = ask(shop, "fid-1", "FID-1")

    assert (off(quoted), refused(quoted)) == ([("FID-1", "5.00")], [])
    assert quoted.price.total == Decimal("35.00")


def test_the_group_of_the_customer_gives_its_discount(shop: Shop, alice: Customer) -> None:
    group(shop, discount_percent=Decimal(5), free_shipping=True)

    quoted = ask(shop, shipping=Decimal("5.80"))

    assert off(quoted) == [("group", "2.00"), ("shipping", "5.80")]
    assert quoted.price.discounts[0].label == "Or"


def test_a_shop_that_applies_the_group_itself_is_not_given_it_again(
    shop: Shop, alice: Customer
) -> None:
    group(shop, discount_percent=Decimal(5), free_shipping=True)
    shop.applies_group = True

    assert off(ask(shop, shipping=Decimal("5.80"))) == []


def test_nobody_in_particular_has_no_group_no_vouchers_and_no_points(
    shop: Shop, voucher: Voucher
) -> None:
    quoted = ask(shop, "FID-1", customer=None)

    assert (off(quoted), refused(quoted)) == ([], [("FID-1", "wrong_customer")])
    assert (proposed(quoted), quoted.points) == ([], 0)


def test_somebody_who_is_yet_to_be_stated_earns_already(shop: Shop) -> None:
    assert ask(shop, customer="99").points == 4


def test_every_reason_is_told(shop: Shop, alice: Customer, bob: Customer) -> None:
    lives: dict[str, dict[str, Any]] = {
        "wrong_customer": {"customer": bob},
        "cancelled": {"cancelled_at": day(0)},
        "not_started": {"valid_from": day(2)},
        "expired": {"valid_until": day(1)},
        "already_used": {"used": 1, "used_at": day(0)},
        "held": {"held_until": day(1.01)},
        "below_minimum": {"minimum": Decimal("40.01")},
        "no_eligible_product": {"on_sale": False},
        "not_combinable": {"amount": Decimal(1), "with_vouchers": False},
    }
    for reason, life in lives.items():
        VoucherFactory.create(shop=shop, code=reason.upper(), **life)
    VoucherFactory.create(shop=shop, code="OK")

    quoted = ask(shop, *lives, "unknown", "OK", lines=[line(on_sale=True)])

    assert {code.lower(): reason for code, reason in refused(quoted)} == {
        reason: reason for reason in [*lives, "unknown"]
    }
    assert off(quoted) == [("OK", "5.00")]
    [below] = [each for each in quoted.price.refused if each.missing]
    assert below.missing == Decimal("0.01")


def test_a_voucher_that_this_very_cart_holds_is_not_held(
    shop: Shop, alice: Customer
) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice, code="FID-1")
    vouchers.hold(shop=shop, code=voucher.code, cart="1403", customer=alice, now=day(1))

    assert off(ask(shop, "FID-1")) == [("FID-1", "5.00")]
    assert refused(ask(shop, "FID-1", cart="1404")) == [("FID-1", "held")]
    assert off(ask(shop, "FID-1", cart="1404", on=1.1)) == [("FID-1", "5.00")]


def test_a_code_used_as_often_as_allowed_is_refused(shop: Shop, alice: Customer) -> None:
    VoucherFactory.create(shop=shop, code="NOEL", use_limit=None, uses_per_customer=1)
    put_order(shop, "46", customer=alice, vouchers=("NOEL",), on=1, placed_at=day(1))

    assert refused(ask(shop, "NOEL")) == [("NOEL", "already_used")]
    assert off(ask(shop, "NOEL", customer="58")) == [("NOEL", "5.00")]


def test_highlighted_vouchers_that_fit_are_proposed(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    def add(code: str, **life: Any) -> None:
        VoucherFactory.create(**{"shop": shop, "customer": alice, "code": code} | life)

    add("LATER")
    add("SOON", valid_until=day(3))
    add("NAMED")
    add("BOB", customer=bob)
    add("OPEN", customer=None)
    add("PLAIN", highlight=False)
    add("DEAR", minimum=Decimal(50))
    add("USED", used=1, used_at=day(0))
    add("OVER", valid_until=day(1))
    add("HELD", held_until=day(2))

    assert proposed(ask(shop, "NAMED")) == ["SOON", "LATER"]


def test_no_more_are_proposed_than_anybody_reads(shop: Shop, alice: Customer) -> None:
    for _ in range(25):
        VoucherFactory.create(shop=shop, customer=alice)

    assert len(proposed(ask(shop))) == 20


def test_a_category_includes_what_stands_below_it_now_and_later(
    shop: Shop, alice: Customer
) -> None:
    for external_id, parent in (("lamps", "indoor"), ("indoor", "home")):
        fact = CategoryFact(updated_at=START, parent=parent)
        shops.state_category(shop=shop, external_id=external_id, fact=fact)
    voucher = VoucherFactory.create(shop=shop, code="MAISON")
    voucher.categories.set(Category.objects.filter(external_id="home"))
    assert refused(ask(shop, "MAISON")) == [("MAISON", "no_eligible_product")]

    product = ProductFact(updated_at=START, categories=("lamps",))
    shops.state_product(shop=shop, external_id="p1", fact=product)

    assert off(ask(shop, "MAISON")) == [("MAISON", "5.00")]


def test_gift_cards_are_neither_reduced_nor_earn_points(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    card = ProductFact(updated_at=START, gift_card=True)
    shops.state_product(shop=shop, external_id="p2", fact=card)

    quoted = ask(shop, "FID-1", lines=[line(1, "20.00"), line(2, "100.00")])

    assert off(quoted) == [("FID-1", "5.00")]
    assert [line.total for line in quoted.price.lines] == [Decimal(15), Decimal(100)]
    assert quoted.points == 1


def test_points_are_those_that_the_order_will_earn(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    group(shop, discount_percent=Decimal(5), points_multiplier=Decimal(2))
    set_rules(shop, ratio=Decimal(1))
    quoted = ask(shop, "FID-1", shipping=Decimal("5.80"), on=2)

    receipt = put_order(
        shop,
        "46",
        customer=alice,
        vouchers=("FID-1",),
        discount=quoted.price.off_goods,
        shipping=Decimal("5.80"),
        placed_at=day(2),
        paid_at=day(2),
        on=2,
    )

    assert quoted.points == receipt.settlement.points.change == 66


def test_guests_earn_nothing(shop: Shop, alice: Customer) -> None:
    put_customer(shop, "57", guest=True)

    assert ask(shop).points == 0


def test_nothing_crosses_shops(shop: Shop, alice: Customer, voucher: Voucher) -> None:
    elsewhere = make_shop("autre")

    quoted = ask(elsewhere, "FID-1")

    assert (refused(quoted), proposed(quoted)) == ([("FID-1", "unknown")], [])


@pytest.mark.parametrize(("lines", "codes"), [(1, 1), (10, 5)])
def test_a_quote_costs_the_same_whatever_the_cart(
    shop: Shop,
    alice: Customer,
    django_assert_num_queries: Callable[[int], Any],
    lines: int,
    codes: int,
) -> None:
    group(shop, discount_percent=Decimal(5))
    named = [VoucherFactory.create(shop=shop, customer=alice).code for _ in range(codes)]
    VoucherFactory.create(shop=shop, customer=alice)

    with django_assert_num_queries(5):
        ask(shop, *named, lines=[line(number) for number in range(lines)])
