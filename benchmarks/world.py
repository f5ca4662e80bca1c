"""A shop to measure in, filled by SQL where filling is not what is measured."""

import itertools
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from api import actions as api_actions
from core.sql import Fragment, execute
from programme import actions as programme
from shop.models import Order, Shop

_numbers = itertools.count(1)


def new_shop() -> Shop:
    return programme.open_shop(
        code=f"bench-{secrets.token_hex(4)}",
        name="Banc d’essai",
        author="system",
        now=timezone.now() - timedelta(days=900),
    )


def shop_client(shop: Shop) -> Client:
    _row, key = api_actions.create_key(
        shop=shop, name="bench", scopes=["facts", "read", "redeem"], now=timezone.now()
    )
    return Client(headers={"authorization": f"Bearer {key}"})


def order_body(customers: int) -> dict[str, Any]:
    """A paid order of three lines, by one of so many customers."""
    number = next(_numbers)
    at = (timezone.now() - timedelta(minutes=number % 10_000)).isoformat()
    return {
        "reference": f"REF{number}",
        "customer": str(number % customers),
        "email": f"client{number % customers}@example.com",
        "state": "paid",
        "currency": "EUR",
        "placed_at": at,
        "paid_at": at,
        "updated_at": at,
        "lines": [
            {
                "id": str(line),
                "product": str((number + line) % 200),
                "name": "Bougie figuier",
                "quantity": line,
                "unit_price": "12.50",
            }
            for line in (1, 2, 3)
        ],
        "shipping": "4.90",
    }


def analyze() -> None:
    """As autovacuum leaves the tables some minutes after so many rows have come."""
    with connection.cursor() as cursor:
        # VACUUM runs outside of transactions only: not within that of a test.
        inside = connection.in_atomic_block
        cursor.execute("ANALYZE" if inside else "VACUUM ANALYZE")


def dumps(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def add_customers(shop: Shop, count: int, *, prefix: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO shop_customer (
                shop_id, external_id, updated_at, digest, email, email_verified,
                proven_email, first_name, last_name, language, guest)
            SELECT %(shop)s, %(prefix)s || n, now(), 'stated',
                   %(prefix)s || 'client' || n || '@example.com', true,
                   '', 'Alice', 'Martin', 'fr', false
            FROM generate_series(1, %(count)s) n
            """,
            {"shop": shop.pk, "prefix": prefix, "count": count},
        )


_ORDERS = Fragment("""
    INSERT INTO shop_order ({columns})
    SELECT {values} FROM shop_customer customer WHERE customer.shop_id = %(shop_id)s
""")


def add_orders(shop: Shop, *, placed_at: datetime) -> None:
    """One paid order that counts for every customer of the shop. It has no lines."""
    order = Order(
        shop=shop,
        state=Order.State.PAID,
        digest=b"stated",
        placed_at=placed_at,
        updated_at=placed_at,
        qualified_at=placed_at,
        qualified_by=placed_at,
        counts=True,
    )
    fields = [
        each
        for each in order._meta.local_concrete_fields
        if not each.primary_key and not each.generated
    ]
    # Every column as the model fills it, so that a new one needs no line here.
    values = {
        each.get_attname(): each.get_db_prep_save(each.value_from_object(order), connection)
        for each in fields
    }
    signs = {name: f"%({name})s" for name in values}
    signs |= {"external_id": "'b' || customer.id", "customer_id": "customer.id"}
    statement = _ORDERS.fill(columns=", ".join(signs), values=", ".join(signs.values()))
    execute(statement.given(**values))


def add_lots(shop: Shop, *, per_customer: int, points: int, expires_at: datetime) -> None:
    """So many lots for every customer of the shop, each earned by one movement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO points_account (customer_id, shop_id, points, debt, moves)
            SELECT id, shop_id, %(points)s * %(lots)s, 0, %(lots)s
            FROM shop_customer WHERE shop_id = %(shop)s;

            WITH lot AS (
                INSERT INTO points_lot (
                    shop_id, account_id, cause, rules_id, multiplier, issued, clawed_back,
                    expired_counted, written_off, expired, remaining, settlements,
                    activates_at,
                    expires_at)
                SELECT account.shop_id, customer_id, 'adjustment', rules.id, 1, %(points)s,
                       0, 0, 0, 0, %(points)s, 0, %(expires)s - interval '100 days',
                       %(expires)s
                FROM points_account account
                JOIN earning_ruleversion rules ON rules.shop_id = account.shop_id
                CROSS JOIN generate_series(1, %(lots)s)
                WHERE account.shop_id = %(shop)s
                RETURNING id, shop_id, account_id, rules_id, activates_at
            ), numbered AS (
                SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY id) AS number
                FROM lot
            ), movement AS (
                INSERT INTO points_movement (
                    shop_id, account_id, number, kind, source, points, balance, adjustment,
                    rules_id, author, happened_at)
                SELECT shop_id, account_id, number, 'adjust',
                       'adjust:bench:' || account_id || ':' || number, %(points)s,
                       %(points)s * number, 0, rules_id, 'system', activates_at
                FROM numbered
                RETURNING id, account_id, number
            )
            INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
            SELECT movement.id, numbered.id, 'adjust', %(points)s
            FROM movement JOIN numbered USING (account_id, number);
            """,
            {
                "shop": shop.pk,
                "lots": per_customer,
                "points": points,
                "expires": expires_at,
            },
        )
    analyze()
