"""Points of orders that are paid long after they were placed live from then on."""

from decimal import Decimal
from itertools import permutations

import pytest

from giftcards.models import GiftCard
from points.models import Lot
from programme import actions as programme
from programme.queries.inconsistencies import ledger_inconsistencies
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import day, line, order_fact
from tests.statements import points_of, put_order, set_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def thirty_days(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1), validity=30, validity_unit="days", on=-1)


def test_an_order_paid_sixty_days_on_gives_points_that_live(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", customer=alice, state="pending", paid_at=None)

    put_order(shop, "1", customer=alice, paid_at=None, on=60)

    assert points_of(alice, on=60)[0] == 40
    assert points_of(alice, on=89)[0] == 40
    list(programme.night(now=day(91)))
    assert points_of(alice, on=91)[0] == 0
    assert not [*ledger_inconsistencies()]


def test_so_it_does_where_nothing_was_said_before_it_was_paid(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", customer=alice, paid_at=None, on=60)

    assert points_of(alice, on=60)[0] == 40


@pytest.mark.parametrize("arrival", [*permutations(range(3))])
def test_the_statement_that_paid_it_says_when_in_whatever_order_they_arrive(
    shop: Shop, alice: Customer, arrival: tuple[int, ...]
) -> None:
    said = [("pending", 0), ("paid", 60), ("shipped", 70)]
    for number in arrival:
        state, on = said[number]
        put_order(shop, "1", customer=alice, state=state, paid_at=None, on=on, now=day(75))

    assert [lot.activates_at for lot in Lot.objects.all()] == [day(60)]


def test_a_payment_that_is_dated_later_dates_the_points_anew(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", customer=alice, paid_at=None, on=2)

    put_order(shop, "1", customer=alice, paid_at=day(1), on=3)

    assert [lot.activates_at for lot in Lot.objects.all()] == [day(1)]


def test_history_with_its_own_dates_stays_history(shop: Shop, alice: Customer) -> None:
    put_order(shop, "1", customer=alice, paid_at=day(1), on=60)
    put_order(shop, "2", customer=alice, paid_at=None, on=0, now=day(60))

    assert points_of(alice, on=60)[0] == 0


def test_an_import_dates_them_as_statements_one_by_one_do(
    shop: Shop, alice: Customer
) -> None:
    orders = [("1", order_fact(customer=alice, paid_at=None, on=60))]

    list(programme.import_orders(shop=shop, orders=orders, author="staff:1", now=day(60)))

    assert points_of(alice, on=60)[0] == 40


def test_a_gift_card_paid_for_late_lives_from_then(shop: Shop, alice: Customer) -> None:
    card = ProductFact(updated_at=day(0), gift_card=True)
    shops.state_product(shop=shop, external_id="card", fact=card)

    put_order(shop, "1", line(1, product="card"), customer=alice, paid_at=None, on=60)

    assert GiftCard.objects.get().valid_from == day(60)


def test_the_audit_names_points_that_live_from_another_day(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", customer=alice, paid_at=None, on=60)
    Lot.objects.update(activates_at=day(0))

    [found] = ledger_inconsistencies()

    assert found.check == "points of an order live from when it was paid"
    assert found.subject == "order 1"
