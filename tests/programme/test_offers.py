"""Offers and the margin guard from the quote to the order that states it."""

from decimal import Decimal
from typing import Any

import pytest

from programme import actions as programme
from programme.queries.inconsistencies import ledger_inconsistencies
from programme.queries.quoting import Quote, QuoteRequest, quote
from shop.models import Customer, Order, Shop
from shop.rules.facts import OrderLineFact
from tests.factories import GroupFactory, VoucherFactory, day, line, order_fact
from tests.offers import GROUPS, amount, open_offer, percent, set_guard, ships
from tests.statements import assert_honest, merge, put_customer, put_order, set_rules
from vouchers.actions.offers import close_offer
from vouchers.models import CappedOrder, OfferUse, Voucher, VoucherUse

POSTAGE = Decimal("5.80")


def ask(
    shop: Shop, *codes: str, lines: tuple[OrderLineFact, ...] = (), **fields: Any
) -> Quote:
    usual: dict[str, Any] = {"customer": "57", "shipping": POSTAGE, "vouchers": codes}
    wanted = QuoteRequest(lines=lines or (line(),), **usual | fields)
    return quote(shop=shop, wanted=wanted, now=day(1))


def order(
    shop: Shop,
    alice: Customer,
    discount: str,
    *codes: str,
    lines: tuple[OrderLineFact, ...] = (),
    **fields: Any,
) -> Order:
    """Placed on day 1, as it was quoted then."""
    said: dict[str, Any] = {"on": 1, "placed_at": day(1), "shipping": POSTAGE}
    return put_order(
        shop,
        "46",
        *lines,
        customer=alice,
        discount=Decimal(discount),
        vouchers=codes,
        **said | fields,
    ).stated.row


def offers_had() -> list[tuple[str, str]]:
    rows = OfferUse.objects.order_by("pk").values_list("offer__label_fr", "amount")
    return [(label, f"{taken}") for label, taken in rows]


def vouchers_had() -> dict[str, str]:
    rows = VoucherUse.objects.values_list("voucher__code", "amount")
    return {code: f"{taken}" for code, taken in rows}


@pytest.fixture
def tenth(shop: Shop) -> None:
    open_offer(shop, percent(40, 10), percent(100, 15))


@pytest.mark.usefixtures("tenth")
def test_a_quote_gives_what_is_reached_and_says_how_far_the_next_step_is(
    shop: Shop, alice: Customer
) -> None:
    found = ask(shop)

    assert [(cut.kind, f"{cut.amount}") for cut in found.price.discounts] == [
        ("offer", "4.00")
    ]
    [next_step] = found.thresholds
    assert (next_step.missing, next_step.step.percent) == (Decimal(60), Decimal(15))
    assert [each.offer.label for each in found.offers] == ["Offre fidélité"]


@pytest.mark.usefixtures("tenth")
def test_offers_for_customers_are_not_for_guests(shop: Shop, alice: Customer) -> None:
    put_customer(shop, "57", guest=True)

    for customer in ("57", None):
        found = ask(shop, customer=customer)
        assert (found.price.discounts, found.offers, found.thresholds) == ([], [], [])
    assert ask(shop, customer="99").price.total == Decimal("41.80")


@pytest.mark.usefixtures("tenth")
def test_an_account_merged_into_another_has_the_others_offers(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    alice.shop_group = GroupFactory.create(shop=shop)
    alice.save()
    gold = [alice.shop_group]
    open_offer(shop, amount(0, 1), label_fr="Or", audience=GROUPS, groups=gold)
    merge(alice, bob, on=0.5)

    assert ask(shop, customer="58").price.total == Decimal("40.80")


@pytest.mark.usefixtures("tenth")
def test_an_order_that_states_its_quote_has_its_offer(shop: Shop, alice: Customer) -> None:
    order(shop, alice, "4.00")

    assert offers_had() == [("Offre fidélité", "4.00")]
    assert_honest()


@pytest.mark.usefixtures("tenth")
def test_an_order_whose_shop_knows_no_offers_has_none(shop: Shop, alice: Customer) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-1", amount=Decimal(3))

    order(shop, alice, "3.00", "FID-1")

    assert (offers_had(), vouchers_had()) == ([], {"FID-1": "3.00"})


@pytest.mark.usefixtures("tenth")
def test_a_voucher_is_booked_for_what_it_took_beside_the_offer(
    shop: Shop, alice: Customer
) -> None:
    """20 % off what the offer leaves, not off everything."""
    VoucherFactory.create(
        shop=shop, code="VINGT", kind="percent", amount=None, percent=Decimal(20)
    )
    assert ask(shop, "VINGT").price.off_goods == Decimal("11.20")

    order(shop, alice, "11.20", "VINGT")

    assert offers_had() == [("Offre fidélité", "4.00")]
    assert vouchers_had() == {"VINGT": "7.20"}


def test_what_an_offer_leaves_too_little_room_for_is_kept_as_a_rest(
    shop: Shop, alice: Customer
) -> None:
    open_offer(shop, amount(20, 32))
    VoucherFactory.create(
        shop=shop,
        customer=alice,
        code="FID-1",
        amount=Decimal(10),
        partial=True,
        origin="manual",
    )

    order(shop, alice, "40.00", "FID-1")

    assert vouchers_had() == {"FID-1": "8.00"}
    assert Voucher.objects.get(remainder_of__code="FID-1").amount == Decimal("2.00")
    assert_honest()


def test_what_the_ceiling_leaves_of_a_voucher_is_booked_and_the_rest_kept(
    shop: Shop, alice: Customer
) -> None:
    set_guard(shop, 20)
    open_offer(shop, percent(0, 10))
    VoucherFactory.create(
        shop=shop,
        customer=alice,
        code="FID-1",
        amount=Decimal(10),
        partial=True,
        origin="manual",
    )
    assert ask(shop, "FID-1").price.off_goods == Decimal("8.00")

    placed = order(shop, alice, "8.00", "FID-1")

    assert (offers_had(), vouchers_had()) == ([], {"FID-1": "8.00"})
    assert Voucher.objects.get(remainder_of__code="FID-1").amount == Decimal("2.00")
    capped = CappedOrder.objects.get(order=placed)
    assert (capped.before, capped.after) == (Decimal("14.00"), Decimal("8.00"))
    assert_honest()


def test_a_shop_that_gives_more_than_the_ceiling_is_taken_at_its_word(
    shop: Shop, alice: Customer
) -> None:
    set_guard(shop, 20)
    VoucherFactory.create(shop=shop, customer=alice, code="FID-1", amount=Decimal(10))

    order(shop, alice, "10.00", "FID-1")

    assert vouchers_had() == {"FID-1": "10.00"}
    assert not CappedOrder.objects.exists()


def test_free_shipping_is_noted_where_none_was_paid(shop: Shop, alice: Customer) -> None:
    open_offer(shop, ships(30))
    order(shop, alice, "0.00")
    assert offers_had() == []

    order(shop, alice, "0.00", on=2, shipping=Decimal(0))

    assert offers_had() == [("Offre fidélité", "0.00")]


@pytest.mark.usefixtures("tenth")
def test_a_cancelled_order_has_no_offer_and_one_paid_again_has_it_again(
    shop: Shop, alice: Customer
) -> None:
    for on, state, had in (
        (1, "paid", 1),
        (2, "cancelled", 0),
        (3, "cancelled", 0),
        (4, "paid", 1),
        (5, "shipped", 1),
    ):
        order(shop, alice, "4.00", on=on, state=state)
        assert OfferUse.objects.count() == had


@pytest.mark.usefixtures("tenth")
def test_a_cancelled_order_is_no_longer_capped(shop: Shop, alice: Customer) -> None:
    set_guard(shop, 5)
    order(shop, alice, "2.00")
    assert CappedOrder.objects.count() == 1

    order(shop, alice, "2.00", on=2, state="cancelled")

    assert not CappedOrder.objects.exists()


def test_an_order_keeps_its_offers_when_its_customer_changes_group(
    shop: Shop, alice: Customer
) -> None:
    silver, gold = GroupFactory.create_batch(2, shop=shop)
    for label, group, off in (("Argent", silver, 2), ("Or", gold, 4)):
        open_offer(shop, amount(0, off), label_fr=label, audience=GROUPS, groups=[group])
    Customer.objects.filter(pk=alice.pk).update(shop_group=silver)
    order(shop, alice, "2.00")
    Customer.objects.filter(pk=alice.pk).update(shop_group=gold)

    order(shop, alice, "2.00", on=2, state="shipped")

    assert offers_had() == [("Argent", "2.00")]


@pytest.mark.usefixtures("tenth")
def test_an_edited_order_has_of_its_offer_what_it_reaches_now(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "4.00")

    order(shop, alice, "15.00", on=2, lines=(line(1, "100.00"),))
    assert offers_had() == [("Offre fidélité", "15.00")]

    order(shop, alice, "0.00", on=3, lines=(line(1, "39.00"),))
    assert offers_had() == []


def test_an_offer_that_was_changed_since_gives_late_orders_what_it_gave_then(
    shop: Shop, alice: Customer
) -> None:
    before = open_offer(shop, percent(40, 10))
    close_offer(offer=before, now=day(2))

    order(shop, alice, "4.00", on=3, now=day(3))

    assert offers_had() == [("Offre fidélité", "4.00")]


@pytest.mark.usefixtures("tenth")
def test_points_to_earn_are_those_that_the_order_earns(shop: Shop, alice: Customer) -> None:
    set_rules(shop, ratio=Decimal(1))
    found = ask(shop)

    receipt = put_order(
        shop,
        "46",
        customer=alice,
        discount=found.price.off_goods,
        shipping=POSTAGE,
        placed_at=day(1),
        paid_at=day(1),
        on=1,
    )

    assert found.points == receipt.settlement.points.change == 36


@pytest.mark.usefixtures("tenth")
def test_a_preview_leaves_no_offer_behind(shop: Shop, alice: Customer) -> None:
    fact = order_fact(customer=alice, discount=Decimal(4), placed_at=day(1))

    programme.preview_order(
        shop=shop, external_id="46", fact=fact, author="api:1", now=day(1)
    )

    assert not OfferUse.objects.exists()


@pytest.mark.usefixtures("tenth")
def test_the_proof_finds_more_booked_than_an_order_states(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "4.00")
    assert_honest()

    OfferUse.objects.update(amount=Decimal("4.01"))

    [fault] = ledger_inconsistencies()
    assert (fault.subject, fault.found) == ("order 46", "discount 4.00, booked 4.01")


@pytest.mark.parametrize(("offers", "lines"), [(1, 1), (4, 10)])
def test_a_quote_costs_the_same_however_many_offers(
    shop: Shop, alice: Customer, offers: int, lines: int, django_assert_num_queries: Any
) -> None:
    for number in range(offers):
        open_offer(shop, percent(0, 1), ships(1000 + number))
    set_guard(shop, 30)

    with django_assert_num_queries(5):
        ask(shop, lines=tuple(line(number) for number in range(1, lines + 1)))
