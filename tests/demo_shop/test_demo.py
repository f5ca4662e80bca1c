"""The demo shop: people with a story, months of orders, and the same each time."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import override_settings

from demo_shop import models
from demo_shop.demo.filling import MERCHANT, PASSWORD, Size, open_demo
from demo_shop.demo.goods import CARDS, CATEGORIES, ITEMS
from demo_shop.demo.people import CLOSE, FRIEND, NEW, REGULAR, DemoPerson, crowd
from demo_shop.demo.purchases import PastPurchase, purchases
from points.queries import balance as points_balance
from referrals.models import ReferralTerms
from shop.models import Cart, Customer, Order, Product, Shop
from tests.factories import START
from tests.statements import assert_honest
from vouchers.models import Voucher
from vouchers.queries import usable as vouchers_usable

SMALL = Size(customers=60, days=180)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with override_settings(DEBUG=True), time_machine.travel(START, tick=False):
        yield open_demo(now=START, size=SMALL)


def customer(shop: Shop, person: DemoPerson) -> Customer:
    return Customer.objects.get(shop=shop, external_id=person.number)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_people_of_the_demo_have_their_stories(shop: Shop) -> None:
    new, regular = customer(shop, NEW), customer(shop, REGULAR)
    assert points_balance.balance(new, START).available == 0
    assert points_balance.balance(regular, START).available == 12
    assert [str(voucher.amount) for voucher in vouchers_usable.usable(regular, START)] == [
        "2.50"
    ]

    orders = Order.objects.filter(customer__external_id=CLOSE.number)
    spent = sum(
        line.quantity * line.unit_price
        for order in orders.prefetch_related("lines")
        for line in order.lines.all()
    )
    assert 450 < spent < 500

    friend = customer(shop, FRIEND)
    assert friend.group is not None
    assert friend.group.discount_percent == 5


@pytest.mark.slow
@pytest.mark.django_db
def test_the_programme_knows_what_the_shop_has(shop: Shop) -> None:
    assert Product.objects.count() == models.DemoProduct.objects.count() == 63
    assert Order.objects.count() == models.DemoOrder.objects.count()
    assert not models.DemoOrder.objects.filter(synced_at=None).exists()
    assert Cart.objects.filter(order=None, lines__isnull=False).distinct().count() == 25
    candle = Product.objects.get(external_id="106")
    home = "http://localhost:8000/atelier-lumiere/boutique"
    assert candle.url == f"{home}/article/bougie-figuier/"
    assert candle.image == f"{home}/images/bougie-figuier.svg"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_customers_of_the_demo_can_refer_friends(shop: Shop) -> None:
    [terms] = ReferralTerms.objects.filter(shop=shop)

    assert (terms.active, terms.sponsor_amount, terms.friend_amount) == (
        True,
        Decimal(10),
        Decimal(10),
    )
    assert terms.sign_up_url.endswith("/atelier-lumiere/boutique/compte/")


@pytest.mark.slow
@pytest.mark.django_db
def test_the_audit_of_the_demo_finds_nothing(shop: Shop) -> None:
    assert_honest()
    assert Voucher.objects.filter(used__gt=0).exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_opening_the_demo_again_changes_nothing(shop: Shop) -> None:
    before = Order.objects.count()

    again = open_demo(now=START + timedelta(days=1), size=SMALL)

    assert again == shop
    assert Order.objects.count() == before


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_prints_the_log_ins(shop: Shop) -> None:
    said = StringIO()

    call_command("load_demo", stdout=said)

    for word in (
        "http://localhost:8000/atelier-lumiere/boutique/",
        MERCHANT,
        PASSWORD,
        NEW.email,
        REGULAR.email,
        CLOSE.email,
        FRIEND.email,
    ):
        assert word in said.getvalue()


@pytest.mark.django_db
def test_public_passwords_stay_out_of_production() -> None:
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")

    assert not Shop.objects.exists()


def test_the_past_is_the_same_each_time() -> None:
    first, second = (_past(Random(46)) for _ in range(2))

    assert first == second
    assert first != _past(Random(47))


def test_eighteen_months_of_orders_have_every_state() -> None:
    past = _past(Random(46))
    states = Counter(purchase.state for purchase in past)

    assert 1200 < len(past) < 2500
    assert max(purchase.days_ago for purchase in past) > 500
    assert min(states[state] for state in ("cancelled", "refunded", "pending")) > 5
    assert sum(1 for purchase in past if purchase.refunded) > 20
    assert sum(1 for purchase in past if purchase.person is None) > 40
    assert [-each.days_ago for each in past] == sorted(-each.days_ago for each in past)


def test_four_hundred_people_have_four_hundred_addresses() -> None:
    people = crowd(400, days=540, chance=Random(46))

    assert len({person.email for person in people}) == 400
    assert len({person.number for person in people}) == 400
    assert all(person.email.isascii() for person in people)


def test_the_catalogue_has_sixty_articles_in_eight_categories() -> None:
    assert len({item.number for item in ITEMS}) == 60
    assert len({item.name for item in ITEMS}) == 60
    assert {item.category for item in [*ITEMS, *CARDS]} == {
        number for number, _slug, _name in CATEGORIES
    }
    assert all(item.price > 0 and item.price == round(item.price, 2) for item in ITEMS)
    assert all(item.was is None or item.was > item.price for item in ITEMS)


@pytest.mark.parametrize("drawing", models.DemoProduct.Drawing.values)
def test_each_drawing_is_small_and_asks_for_nothing_outside(drawing: str) -> None:
    colours = {"colour": "#8c2f1f", "ground": "#f3e2cf"}
    svg = render_to_string(f"demo_shop/drawings/{drawing}.svg", colours)

    root = ET.fromstring(svg)  # noqa: S314 -- our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert names <= {"svg", "rect", "circle", "path", "ellipse", "g"}
    assert "href" not in svg
    assert "style" not in svg
    assert len(svg) < 2000


def test_every_drawing_is_used() -> None:
    assert {item.drawing for item in ITEMS} == set(models.DemoProduct.Drawing)


def _past(chance: Random) -> list[PastPurchase]:
    people = crowd(400, days=540, chance=chance)
    return purchases(people, days=540, now=START, chance=chance)
