"""A cart is worth a mail as long as its goods can be had, and have not been bought."""

from decimal import Decimal
from typing import Any

import pytest
from django.core import mail as django_mail

from mailing import actions as mailing
from mailing.actions.claiming import claim_batch
from mailing.models import Mail
from reminders.models import Campaign
from shop.models import Cart, Customer, Product, Shop
from shop.rules.facts import CartLineFact
from tests.factories import day, line
from tests.mailing.reading import arrived, part
from tests.reminders.conftest import HOUR, announced, fill, issued_vouchers, run
from tests.statements import put_order


def goods(*products: str) -> tuple[CartLineFact, ...]:
    return tuple(
        CartLineFact(id=each, product=each, quantity=1, unit_price=Decimal(20), name=each)
        for each in products
    )


@pytest.fixture
def left(client57: Customer, carts: Campaign) -> Cart:
    """Two articles, left on day 1."""
    del carts
    return fill(client57, on=1, lines=goods("p1", "p2"), recovery_url="")


@pytest.mark.parametrize("gone", [{"stock": 0}, {"active": False}, {"removed": True}])
def test_a_cart_of_goods_that_cannot_be_had_is_not_worth_a_mail(
    shop: Shop, left: Cart, gone: dict[str, Any]
) -> None:
    Product.objects.filter(shop=shop).update(**gone)

    assert announced(shop, on=2.5) == {}


def test_goods_that_are_sold_out_before_the_mail_goes_stop_it(
    shop: Shop, left: Cart
) -> None:
    run(shop, on=2.1)
    Product.objects.filter(shop=shop).update(stock=0)

    claim_batch(now=day(2.1))

    assert Mail.objects.get().reason == "no_longer"
    assert issued_vouchers(shop) == []


def test_a_mail_shows_the_goods_that_can_be_had(shop: Shop, left: Cart) -> None:
    Product.objects.filter(external_id="p1").update(stock=0)
    run(shop, on=2.1)

    [mail], _seen = claim_batch(now=day(2.1))

    assert [each["name"] for each in mail.values["cart"]] == ["p2"]


def test_a_latest_cart_that_cannot_be_had_hides_older_ones(
    shop: Shop, left: Cart, client57: Customer
) -> None:
    fill(client57, "c2", on=1.5, lines=goods("p3"))
    Product.objects.filter(external_id="p3").update(active=False)

    assert announced(shop, on=3) == {}


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://boutique.example/fr/p1?a=1", "https://boutique.example/"),
        ("", "https://autre.example/"),
    ],
)
def test_a_cart_without_a_link_leads_to_the_shop(
    shop: Shop, left: Cart, url: str, link: str
) -> None:
    Product.objects.filter(external_id__in=["p1", "p2"]).update(url=url)
    if not url:
        put_order(shop, "other", line(7), email="x@x.example")
        last = Product.objects.exclude(external_id__in=["p1", "p2"])
        last.update(url="https://autre.example/p7")
    run(shop, on=2.1)

    [mail], _seen = claim_batch(now=day(2.1))

    assert mail.values["cart_url"] == link


def bought(shop: Shop, customer: Customer | None, on: float, **fields: Any) -> None:
    """An order of the goods of the cart."""
    first, second = line(1), line(2)
    put_order(shop, "o1", first, second, customer=customer, placed_at=day(on), **fields)


def same_goods() -> tuple[CartLineFact, ...]:
    return goods(*(each.product for each in (line(1), line(2))))


def test_a_cart_restated_after_its_order_is_no_story(
    shop: Shop, client57: Customer, carts: Campaign
) -> None:
    bought(shop, client57, 1)
    fill(client57, on=1 + HOUR / 10, lines=same_goods())

    assert announced(shop, on=2.5) == {"57": "ordered"}


def test_a_guest_who_bought_the_same_ends_the_story_too(
    shop: Shop, client57: Customer, carts: Campaign
) -> None:
    bought(shop, None, 1, email=client57.email.upper())
    fill(client57, on=1 + HOUR / 10, lines=same_goods())

    assert announced(shop, on=2.5) == {"57": "ordered"}


@pytest.mark.parametrize(
    ("on", "more", "state"),
    [(1 - 7 * HOUR, [], "paid"), (1, ["p9"], "paid"), (1, [], "payment_error")],
)
def test_a_new_cart_after_another_order_is_a_story(
    client57: Customer, carts: Campaign, on: float, more: list[str], state: str
) -> None:
    shop = client57.shop
    bought(shop, client57, on, state=state)
    fill(client57, on=1 + HOUR / 10, lines=(*same_goods(), *goods(*more)))

    assert announced(shop, on=2.5) == {"57": ""}


@pytest.mark.parametrize("known", [Decimal("24.50"), None], ids=["known", "unknown"])
def test_a_line_without_a_price_is_shown_at_the_products(
    shop: Shop, client57: Customer, carts: Campaign, known: Decimal | None
) -> None:
    unpriced = CartLineFact(id="1", product="p1", quantity=Decimal("1.5"), name="Tissu")
    fill(client57, on=1, lines=(unpriced,))
    Product.objects.filter(external_id="p1").update(price=known)
    run(shop, on=2.1)

    list(mailing.send_due(clock=lambda: day(2.1)))

    [sent] = django_mail.outbox
    text = part(arrived(sent), "plain")  # type: ignore[arg-type]
    assert "Tissu" in text
    assert ("1,5 × 24,50" in text) is (known is not None)
