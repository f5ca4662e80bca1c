"""Cart offers and the ceiling as a buyer meets them in the demo shop."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from demo_shop.models import Storefront
from shop.models import Customer
from tests.demo_shop.conftest import HOME, Buyer, voucher_for
from tests.offers import EVERYBODY, USUAL, percent, ships, terms
from vouchers import actions as vouchers
from vouchers.models import CappedOrder, OfferUse
from vouchers.rules.offers import DiscountStep

pytestmark = pytest.mark.django_db

CANDLE = f"{HOME}article/candle/"


def open_offer(storefront: Storefront, *steps: DiscountStep, **fields: Any) -> None:
    now = timezone.now()
    said = terms(*steps, **{"label_en": "Loyal offer", "starts_at": now} | fields)
    vouchers.open_offer(shop=storefront.shop, terms=said, author="staff:1", now=now)


def test_the_cart_says_how_far_the_next_step_is(
    storefront: Storefront, buyer: Buyer
) -> None:
    open_offer(storefront, percent(50, 10), ships(60))

    cart = buyer.puts_in("candle")

    assert "€10.00 more in your cart for −10%" in cart
    assert "To pay €40.00" in cart


def test_a_step_that_is_reached_lowers_the_price(
    storefront: Storefront, buyer: Buyer, alice: Customer
) -> None:
    open_offer(storefront, percent(40, 10))

    assert "Loyal offer −€4.00" in buyer.puts_in("candle")
    buyer.pays()

    [use] = OfferUse.objects.select_related("order")
    assert (use.amount, use.order.discount) == (Decimal("4.00"), Decimal("4.00"))


def test_the_cap_is_explained_in_the_cart_and_kept_with_the_order(
    storefront: Storefront, buyer: Buyer, alice: Customer
) -> None:
    now = timezone.now()
    vouchers.set_guard(
        shop=storefront.shop,
        percent=Decimal(10),
        cut_order=USUAL,
        author="staff:1",
        now=now,
    )
    open_offer(storefront, percent(0, 10))
    voucher_for(alice)
    buyer.puts_in("candle")

    cart = buyer.types("FID-ALICE")
    buyer.pays()

    assert "€6.00 are lowered to €4.00." in cart
    capped = CappedOrder.objects.get()
    assert (capped.before, capped.after) == (Decimal("6.00"), Decimal("4.00"))


def test_an_article_names_the_offers_and_until_when(
    storefront: Storefront, buyer: Buyer
) -> None:
    until = timezone.now() + timedelta(days=3)
    open_offer(storefront, percent(50, 10), ends_at=until)

    page = buyer.sees(CANDLE)

    for said in ("Loyal offer", "−10% from €50.00", "In your cart, without any code."):
        assert said in page


def test_a_visitor_reads_what_an_account_would_give(storefront: Storefront) -> None:
    open_offer(storefront, percent(50, 10))
    assert "once you are logged in" in Buyer().sees(CANDLE)
    assert "10% from" not in Buyer().puts_in("candle")


def test_an_offer_for_everybody_is_a_visitors_too(storefront: Storefront) -> None:
    open_offer(storefront, percent(40, 10), audience=EVERYBODY)

    assert "once you are logged in" not in Buyer().sees(CANDLE)
    assert "To pay €36.00" in Buyer().puts_in("candle")
