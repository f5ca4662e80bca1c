"""A history moves people by the dates of their orders, and earns by the tier of then."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from core.sql import Fragment, fetch
from points.models import Lot
from programme import actions as programme
from shop.models import Customer, Shop
from shop.rules.facts import OrderFact
from tests.factories import day, line, order_fact
from tests.tiers.ladder import bronze, moves, set_tiers, silver, tier_of
from tiers.models import Move, TierStanding
from tiers.rules.plans import TierPlan

CDNOW = Path(__file__).parents[3] / "shared" / "data" / "cdnow_orders.csv"


def _order(customer: Customer, amount: str, on: float) -> OrderFact:
    return order_fact(
        line(1, amount), customer=customer, on=on, placed_at=day(on), paid_at=day(on)
    )


def _import(shop: Shop, *orders: tuple[str, OrderFact], on: float) -> None:
    done = programme.import_orders(shop=shop, orders=orders, author="system", now=day(on))
    assert all(each.changed for each in done)


def test_each_move_has_the_date_of_its_order(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, on=-100)

    _import(
        shop,
        ("1", _order(alice, "300.00", -90)),
        ("2", _order(alice, "300.00", -60)),
        ("3", _order(alice, "900.00", -30)),
        on=0,
    )

    dated = list(Move.objects.filter(cause="order").values_list("after__name", "at"))
    assert dated == [("Argent", day(-60)), ("Or", day(-30))]
    assert tier_of(alice) == "Or"
    assert TierStanding.objects.get().since == day(-30)


def test_orders_earn_by_the_tier_held_before_them(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, bronze(), silver(points_multiplier=Decimal(2)), on=-100)

    _import(
        shop,
        ("2", _order(alice, "100.00", -30)),
        ("1", _order(alice, "600.00", -60)),
        on=0,
    )

    frozen = dict(Lot.objects.values_list("order__external_id", "multiplier"))
    assert frozen == {"1": Decimal(1), "2": Decimal(2)}


def test_orders_that_have_left_the_window_count_no_more(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, on=-500, window="months", months=12)

    _import(shop, ("1", _order(alice, "600.00", -400)), on=0)

    assert tier_of(alice) == "Bronze"
    assert moves(alice)[-2:] == [
        ("Bronze", "Argent", "order"),
        ("Argent", "Bronze", "time"),
    ]


def test_the_same_history_again_moves_nobody(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, on=-100)
    order = ("1", _order(alice, "600.00", -60))
    _import(shop, order, on=0)

    again = programme.import_orders(shop=shop, orders=[order], author="system", now=day(1))

    assert [each.changed for each in again] == [False]
    assert moves(alice) == [(None, "Bronze", "change"), ("Bronze", "Argent", "order")]


TIERS = [
    TierPlan(name=name, minimum=Decimal(minimum))
    for name, minimum in [("Zéro", 0), ("Cent", 100), ("Cinq", 500), ("Mille", 1000)]
]


@pytest.mark.slow
@pytest.mark.skipif(not CDNOW.exists(), reason="the CDNOW orders are not at hand")
def test_the_members_per_tier_are_those_of_a_plain_query(shop: Shop) -> None:
    """A query over the file itself, which knows nothing of ours."""
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    set_tiers(shop, *TIERS, on=-1000)

    with time_machine.travel(now, tick=False):
        call_command("import_orders", str(CDNOW), "--shop", shop.code, stdout=StringIO())

    _read_the_file()
    assert _members(shop) == _plain("true")
    on = (now - day(0)) / timedelta(days=1)
    set_tiers(shop, *TIERS, on=on, window="months", months=12)
    assert _members(shop) == _plain("placed_at >= '2025-12-01 00:00 Europe/Paris'")


def _members(shop: Shop) -> dict[str, int]:
    tiers = TierStanding.objects.filter(shop=shop, tier__isnull=False)
    return dict(Counter(tiers.values_list("tier__name", flat=True)))


def _read_the_file() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE cdnow ("
            ' "order" text, customer text, email text, placed_at timestamptz, state text,'
            " currency text, product text, quantity int, line_total numeric)"
        )
        with CDNOW.open() as file:
            cursor.copy_expert("COPY cdnow FROM STDIN WITH (FORMAT csv, HEADER)", file)


def _plain(counts: str) -> dict[str, int]:
    statement = Fragment("""
        SELECT CASE WHEN spent >= 1000 THEN 'Mille' WHEN spent >= 500 THEN 'Cinq'
                    WHEN spent >= 100 THEN 'Cent' ELSE 'Zéro' END, count(*)
        FROM (SELECT customer, coalesce(sum(line_total) FILTER (WHERE {counts}), 0)
                     AS spent FROM cdnow GROUP BY customer) people
        GROUP BY 1
    """)
    return dict(fetch(statement.fill(counts=counts)))
