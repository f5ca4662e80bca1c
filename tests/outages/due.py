"""Many points that expire while a test runs, more of them every moment."""

from typing import Any

from django.db import connection

from earning.queries import versions as earning_versions
from points.models import Account
from shop.models import Customer, Shop
from tests.factories import START, CustomerFactory

# A lot of 5 points, given by hand, with its movement and its entry.
_LOTS = """
WITH lot AS (
    INSERT INTO points_lot (
        shop_id, account_id, cause, rules_id, multiplier, issued, clawed_back,
        expired_counted, written_off, expired, remaining, settlements, activates_at,
        expires_at)
    SELECT shop_id, customer_id, 'adjustment', %(rules)s, 1, 5, 0, 0, 0, 0, 5, 0, %(start)s,
           now() + random() * %(seconds)s * interval '1 second'
    FROM points_account, generate_series(1, %(each)s)
    WHERE customer_id = ANY(%(accounts)s)
    RETURNING id, shop_id, account_id
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY id) AS number FROM lot
), movement AS (
    INSERT INTO points_movement (
        shop_id, account_id, number, kind, source, points, balance, adjustment, author,
        happened_at)
    SELECT shop_id, account_id, number, 'adjust', 'adjust:' || id, 5, 5 * number, 0,
           'staff:1', %(start)s
    FROM numbered
    RETURNING id, source
)
INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
SELECT movement.id, lot.id, 'adjust', 5
FROM lot JOIN movement ON source = 'adjust:' || lot.id
"""


def points_that_expire(shop: Shop, *, accounts: int, each: int, within: float) -> None:
    """So many lots in each of so many accounts, over so many seconds from now."""
    customers = Customer.objects.bulk_create(
        CustomerFactory.build_batch(accounts, shop=shop)
    )
    Account.objects.bulk_create(
        Account(customer=customer, shop=shop, points=5 * each, moves=each)
        for customer in customers
    )
    figures: dict[str, Any] = {
        "accounts": [customer.pk for customer in customers],
        "each": each,
        "rules": earning_versions.rules_at(shop, START).pk,
        "seconds": within,
        "start": START,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, figures)
