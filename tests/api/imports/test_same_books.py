"""History and API: the same facts through both doors give the same books."""

import json
import tempfile
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import actions as api_actions
from api.imports import import_file
from earning.models import ActionTerms, BonusTerms
from points.queries import ledger_checks as points_ledger_checks
from programme import actions as programme
from shop.models import Category, Shop
from shop.rules.facts import ProductFact
from tests.factories import START, make_shop
from tests.statements import set_rules

_runs = count(1)
STATES = ["pending", "paid", "shipped", "cancelled", "refunded"]


@st.composite
def orders(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to a dozen orders of three customers over half a year, so that some expire."""
    return [
        {
            "id": str(number),
            "customer": draw(st.sampled_from(["57", "58", "59", None])),
            "state": draw(st.sampled_from(STATES)),
            "currency": "EUR",
            "placed_at": (
                at := START - timedelta(days=draw(st.integers(0, 180)))
            ).isoformat(),
            "updated_at": (at + timedelta(days=1)).isoformat(),
            "shipping": draw(st.sampled_from(["0.00", "5.80"])),
            "paid_at": draw(st.sampled_from([None, START.isoformat()])),
            "discount": draw(st.sampled_from(["0.00", "1.30", "9.99"])),
            "lines": [
                {
                    "id": str(line),
                    "product": f"p{line}",
                    "quantity": draw(st.integers(1, 4)),
                    "unit_price": draw(st.sampled_from(["10.00", "19.99", "7.123456"])),
                    "unit_price_excl_tax": draw(st.sampled_from([None, "6.666667"])),
                    "refunded_quantity": draw(st.integers(0, 1)),
                }
                for line in range(draw(st.integers(1, 3)))
            ],
        }
        for number in range(draw(st.integers(1, 12)))
    ]


@pytest.mark.django_db
@given(said=orders())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_history_and_api_keep_the_same_books(said: list[dict[str, Any]]) -> None:
    by_api, by_file = make_shop(f"api-{next(_runs)}"), make_shop(f"file-{next(_runs)}")
    _row, key = api_actions.create_key(shop=by_api, name="k", scopes=["facts"], now=START)
    client = Client(headers={"authorization": f"Bearer {key}"})

    for shop in (by_api, by_file):
        _set_up(shop)
    for order in said:
        client.put(
            f"/api/v1/orders/{order['id']}",
            json.dumps(order),
            content_type="application/json",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.ndjson"
        path.write_text("\n".join(json.dumps(order) for order in said))
        import_file(
            shop=by_file, path=path, author="system", now=timezone.now(), watch=_drain
        )

    assert _books(by_file) == _books(by_api)
    assert list(points_ledger_checks.inconsistencies()) == []


def _set_up(shop: Shop) -> None:
    """Every setting that an order can meet; the second product is tea, the third a card."""
    tea = Category.objects.create(shop=shop, external_id="tea")
    for product, fact in [
        ("p1", ProductFact(updated_at=START, categories=("tea",))),
        ("p2", ProductFact(updated_at=START, gift_card=True)),
    ]:
        programme.receive_product(
            shop=shop, external_id=product, fact=fact, author="system", now=START
        )
    double = {"kind": "factor", "factor": Decimal(2)}
    set_rules(
        shop,
        # In force from the first instant on, so that all orders are settled by them.
        on=0,
        tax_included=False,
        include_shipping=True,
        order_ceiling=9,
        rounding="half_up",
        bonuses=[
            BonusTerms(priority=1, name="Tea", categories=[tea.pk], **double),
            BonusTerms(priority=2, name="Spring", ends_at=START, **double),
        ],
        actions=[ActionTerms(type="first_order", points=5)],
    )


def _drain(counts: Any, _total: int) -> int:
    return sum(counts)


def _books(shop: Shop) -> list[tuple[object, ...]]:
    """Movements and lots by the shop's own names; rows of one shop have no other's ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT customer.external_id, movement.number, movement.kind, movement.points,
                   movement.balance, movement.happened_at, o.external_id, lot.issued,
                   lot.remaining, lot.expired, lot.activates_at, lot.expires_at
            FROM points_movement movement
            JOIN shop_customer customer ON customer.id = movement.account_id
            JOIN points_ledgerentry entry ON entry.movement_id = movement.id
            JOIN points_lot lot ON lot.id = entry.lot_id
            JOIN shop_order o ON o.id = movement.order_id
            WHERE movement.shop_id = %s
            ORDER BY 1, 2
            """,
            [shop.pk],
        )
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows
