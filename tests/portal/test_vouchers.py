"""« Mes bons »: what a customer can use, and what became of the rest. In English."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shop.models import Category, Customer, Product, Shop
from tests.factories import CustomerFactory, GroupFactory, VoucherFactory, day
from tests.offers import open_offer, percent
from tests.portal.test_account import ACCOUNT, read
from tests.statements import put_order
from vouchers import actions as vouchers
from vouchers.models import Voucher
from vouchers.phrases.conditions import GIVEN_FOR
from vouchers.queries import usable as vouchers_usable

VOUCHERS = f"{ACCOUNT}bons/"

type Visit = Callable[[Customer], Client]


@pytest.fixture
def charlie(shop: Shop) -> Customer:
    return CustomerFactory.create(shop=shop, email="charlie@example.com")


@pytest.fixture
def mint(shop: Shop, alice: Customer) -> Callable[..., Voucher]:
    """A voucher of Alice's, usable on day 1."""

    def make(code: str = "FID-ALICE", **fields: Any) -> Voucher:
        return VoucherFactory.create(shop=shop, customer=alice, code=code, **fields)

    return make


type Mint = Callable[..., Voucher]

PERCENT = {"kind": "percent", "amount": None, "percent": Decimal(5)}
SHIPPING = {"kind": "shipping", "amount": None}


def buy(voucher: Voucher, order: str, off: str, *, on: float = 1) -> None:
    """Goods of 40 €, with so much off by the voucher."""
    put_order(
        voucher.shop,
        order,
        on=on,
        customer=voucher.customer,
        vouchers=(voucher.code,),
        placed_at=day(on),
        paid_at=day(on),
        discount=Decimal(off),
    )


@pytest.mark.parametrize(
    ("terms", "worth"),
    [({}, "€5.00"), (PERCENT, "−5%"), (SHIPPING, "Free shipping")],
)
@pytest.mark.parametrize("path", [ACCOUNT, VOUCHERS, f"{VOUCHERS}FID-ALICE/"])
def test_a_tile_says_what_it_gives_until_when_and_why(  # noqa: PLR0917 -- fixtures
    mint: Mint, alice: Customer, visit: Visit, path: str, terms: dict[str, Any], worth: str
) -> None:
    mint(origin="cart", **terms)

    page = read(visit(alice), path)

    assert f"{worth} Récompense fidélité Code: FID-ALICE Copy the code FID-ALICE" in page
    assert "Valid until 31 May 2026 For the cart you left behind" in page


@pytest.mark.parametrize(
    ("terms", "title", "said"),
    [
        (
            {},
            "Your voucher of €5.00",
            "Here is your voucher of €5.00: FID-ALICE, valid until 31 May 2026.",
        ),
        (
            {"minimum": Decimal(15)},
            "Your voucher of €5.00",
            (
                "Here is your voucher of €5.00: FID-ALICE, valid until 31 May 2026"
                " on purchases from €15.00."
            ),
        ),
        (
            PERCENT,
            "Your voucher: −5%",
            "Here is your voucher: FID-ALICE, valid until 31 May 2026.",
        ),
        (
            SHIPPING,
            "Your voucher: Free shipping",
            "Here is your voucher: FID-ALICE, valid until 31 May 2026.",
        ),
    ],
)
def test_the_page_of_a_voucher_names_it(  # noqa: PLR0917 -- fixtures
    mint: Mint,
    alice: Customer,
    visit: Visit,
    terms: dict[str, Any],
    title: str,
    said: str,
) -> None:
    mint(**terms)

    assert f"{title} {said} " in read(visit(alice), f"{VOUCHERS}FID-ALICE/")


@pytest.mark.parametrize("origin", Voucher.Origin)
def test_every_origin_of_a_voucher_has_a_phrase(
    mint: Mint, alice: Customer, visit: Visit, origin: Voucher.Origin
) -> None:
    mint(origin=origin)

    page = read(visit(alice), VOUCHERS)

    with translation.override("en"):
        assert f"Valid until 31 May 2026 {GIVEN_FOR[origin]} " in page


def test_a_minimum_excluding_tax_says_so(mint: Mint, alice: Customer, visit: Visit) -> None:
    mint(minimum=Decimal(15), minimum_excl_tax=True)
    sentence = "Valid until 31 May 2026 on purchases from €15.00 excluding tax"

    assert sentence in read(visit(alice), VOUCHERS)
    assert sentence in read(visit(alice), f"{VOUCHERS}FID-ALICE/")


def test_the_goods_of_a_voucher_stand_in_one_line(
    shop: Shop, mint: Mint, alice: Customer, visit: Visit
) -> None:
    voucher = mint(on_sale=False)
    lamps, candles, gifts = (
        Category.objects.create(shop=shop, external_id=name, name=name)
        for name in ("Lamps", "Candles", "Gifts")
    )
    vase = Product.objects.create(shop=shop, external_id="p9", name="Vase")
    voucher.categories.add(lamps, candles)
    voucher.excluded_categories.add(gifts)
    voucher.excluded_products.add(vase)

    answer = visit(alice)
    with time_machine.travel(day(1), tick=False):
        content = answer.get(VOUCHERS).content.decode()

    told = "Only on: Candles, Lamps. Not on: Gifts, Vase. Not on discounted articles."
    assert f'<span class="line">{told}</span>' in content


def test_a_voucher_held_by_a_cart_is_listed_and_says_so(
    shop: Shop, mint: Mint, alice: Customer, visit: Visit
) -> None:
    mint()
    vouchers.hold(shop=shop, code="FID-ALICE", cart="1404", customer=alice, now=day(1))

    held = "€5.00 Récompense fidélité Held in a cart Code: FID-ALICE"
    assert held in read(visit(alice), on=1.01)
    assert held in read(visit(alice), VOUCHERS, on=1.01)
    assert "Held in a cart" not in read(visit(alice), VOUCHERS, on=1.03)


def test_a_used_voucher_names_its_order_day_and_discount(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    buy(mint(), "46", "5.00")

    sentence = "Used on 2 May 2026 for order no. 46: €5.00 off"
    assert f"€5.00, FID-ALICE {sentence} Used " in read(visit(alice), VOUCHERS, on=2)
    page = read(visit(alice), f"{VOUCHERS}FID-ALICE/", on=2)
    assert f"FID-ALICE Used {sentence} In exchange for your points " in page
    assert "Copy the code" not in page


def test_free_shipping_takes_nothing_off_the_goods(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    buy(mint(**SHIPPING), "46", "0.00")

    page = read(visit(alice), VOUCHERS, on=2)

    assert "Free shipping, FID-ALICE Used on 2 May 2026 for order no. 46 Used " in page


def test_a_voucher_for_two_orders_lists_both_and_stays_usable_in_between(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    voucher = mint(use_limit=2)
    buy(voucher, "46", "5.00")

    assert "Used on 2 May 2026 for order no. 46: €5.00 off" in read(
        visit(alice), VOUCHERS, on=2
    )

    buy(voucher, "47", "4.00", on=3)

    assert (
        "Used on 4 May 2026 for order no. 47: €4.00 off"
        " Used on 2 May 2026 for order no. 46: €5.00 off Used "
    ) in read(visit(alice), VOUCHERS, on=4)


def test_a_voucher_whose_uses_per_customer_are_spent_is_used(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    voucher = mint(use_limit=None, uses_per_customer=1)

    assert vouchers_usable.usable(alice, day(1)) == [voucher]

    buy(voucher, "46", "5.00")

    assert vouchers_usable.usable(alice, day(2)) == []
    page = read(visit(alice), VOUCHERS, on=2)
    assert "No voucher for now." in page
    assert "€5.00, FID-ALICE Used on 2 May 2026 for order no. 46: €5.00 off Used " in page


def test_a_remainder_names_the_voucher_it_comes_from(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    voucher = mint(amount=Decimal(20), partial=True)
    buy(voucher, "46", "12.00")
    rest = voucher.remainders.get()

    page = read(visit(alice), VOUCHERS, on=2)

    assert f"€8.00 Récompense fidélité Code: {rest.code}" in page
    assert "In exchange for your points Rest of the voucher FID-ALICE " in page
    assert (
        "€12.00, FID-ALICE Used on 2 May 2026 for order no. 46: €12.00 off"
        " The remainder, €8.00, has become a voucher of its own Used "
    ) in page


def test_an_ended_or_cancelled_voucher_says_when(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    mint("FID-ENDED", valid_until=day(0.5), **PERCENT)
    mint("FID-STOPPED", cancelled_at=day(0.5), **SHIPPING)

    page = read(visit(alice), VOUCHERS)

    assert "−5%, FID-ENDED Was valid until 1 May 2026 Expired " in page
    assert "Free shipping, FID-STOPPED Cancelled on 2 May 2026 Cancelled " in page
    assert "FID-ENDED" not in read(visit(alice))


def test_a_voucher_to_come_shows_its_tile(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    mint(valid_from=day(20))

    page = read(visit(alice), f"{VOUCHERS}FID-ALICE/")

    assert "FID-ALICE Scheduled Valid from 21 May 2026" in page
    assert "Code: FID-ALICE" in page
    assert "Here is your voucher" not in page


def test_an_order_that_became_somebody_elses_is_not_shown(
    mint: Mint, alice: Customer, charlie: Customer, visit: Visit
) -> None:
    voucher = mint()
    buy(voucher, "46", "5.00")
    order = voucher.uses.get().order
    type(order).objects.filter(pk=order.pk).update(customer=charlie)

    page = read(visit(alice), VOUCHERS, on=2)

    assert "€5.00, FID-ALICE Used on 2 May 2026 Used " in page
    assert "no. 46" not in page


@pytest.mark.parametrize("state", ["usable", "used", "cancelled"])
def test_charlie_neither_opens_nor_reads_of_the_voucher_of_alice(
    mint: Mint, alice: Customer, charlie: Customer, visit: Visit, state: str
) -> None:
    voucher = mint(cancelled_at=day(0.5) if state == "cancelled" else None)
    if state == "used":
        buy(voucher, "46", "5.00")

    with time_machine.travel(day(2), tick=False):
        assert visit(alice).get(f"{VOUCHERS}FID-ALICE/").status_code == 200
        assert visit(charlie).get(f"{VOUCHERS}FID-ALICE/").status_code == 404
    assert "FID-ALICE" not in read(visit(charlie), VOUCHERS, on=2)


@pytest.mark.parametrize(
    ("path", "most"), [(VOUCHERS, 8), (ACCOUNT, 8), (f"{VOUCHERS}FID-USED-0/", 6)]
)
def test_three_vouchers_of_each_state_cost_what_one_does(  # noqa: PLR0917 -- fixtures
    shop: Shop, mint: Mint, alice: Customer, visit: Visit, path: str, most: int
) -> None:
    browser = visit(alice)
    lamps = Category.objects.create(shop=shop, external_id="lamps", name="Lamps")
    costs = []
    for number in range(3):
        mint(f"FID-{number}").categories.add(lamps)
        used = mint(f"FID-USED-{number}", amount=Decimal(20), partial=True)
        buy(used, f"{number}", "12.00")
        mint(f"FID-ENDED-{number}", valid_until=day(0.5))
        with CaptureQueriesContext(connection) as queries:
            read(browser, path, on=2)
        costs.append(len(queries))

    assert costs == [most] * 3


def test_a_code_is_there_to_select_where_no_script_runs(
    mint: Mint, alice: Customer, visit: Visit
) -> None:
    mint()
    browser = visit(alice)

    with time_machine.travel(day(1), tick=False):
        answer = browser.get(VOUCHERS)

    content = answer.content.decode()
    assert "<code>FID-ALICE</code>" in content
    assert re.search(r'<div class="copy"[^>]*data-copy="FID-ALICE"[^>]* hidden>', content)
    assert not re.search(r"<script(?! src=)|<style|style=|\son\w+=", content)
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_customers_offers_stand_beside_the_vouchers(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    alice.shop_group = GroupFactory.create(shop=shop, name="Or")
    alice.save()
    open_offer(
        shop,
        percent(50, 10),
        starts_at=day(5),
        ends_at=day(9),
        early_from=day(1),
        early_groups=[alice.shop_group],
    )

    assert "Offre fidélité" not in read(visit(alice), VOUCHERS, on=0.5)
    page = read(visit(alice), VOUCHERS, on=2)

    for said in (
        "Offre fidélité",
        "Early access",
        "−10% from €50.00",
        "Until 10 May 2026.",
    ):
        assert said in page
