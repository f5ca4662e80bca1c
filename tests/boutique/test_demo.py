from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from boutique import actions as boutique
from boutique.catalogue import CLOSE, NEW, REGULAR
from points import queries as points
from shop.models import Customer, Order, Shop
from tests.factories import START
from vouchers import queries as vouchers

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> Shop:
    with override_settings(DEBUG=True):
        return boutique.open_demo(now=START)


def customer(demo: Shop, external_id: str) -> Customer:
    return Customer.objects.get(shop=demo, external_id=external_id)


def test_the_new_customer_has_everything_before_her(demo: Shop) -> None:
    assert points.balance(customer(demo, NEW.id), START).available == 0


def test_the_regular_customer_has_points_and_a_voucher(demo: Shop) -> None:
    regular = customer(demo, REGULAR.id)

    assert points.balance(regular, START).available == 12
    assert [str(each.amount) for each in vouchers.usable(regular, START)] == ["2.50"]


def test_the_third_customer_has_spent_nearly_five_hundred_euros(demo: Shop) -> None:
    orders = Order.objects.filter(customer__external_id=CLOSE.id).prefetch_related("lines")
    spent = sum(
        line.quantity * line.unit_price for order in orders for line in order.lines.all()
    )

    assert 450 < spent < 500


def test_its_books_agree(demo: Shop) -> None:
    assert list(points.faults()) == []


def test_opening_it_again_changes_nothing(demo: Shop) -> None:
    before = Order.objects.count()

    with override_settings(DEBUG=True):
        again = boutique.open_demo(now=START)

    assert again == demo
    assert Order.objects.count() == before


@override_settings(DEBUG=True)
def test_the_command_prints_the_log_ins() -> None:
    said = StringIO()

    call_command("load_demo", stdout=said)

    for name in (boutique.MERCHANT, NEW.email, REGULAR.email, CLOSE.email):
        assert name in said.getvalue()


def test_public_passwords_stay_out_of_production() -> None:
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")

    assert not Shop.objects.exists()
