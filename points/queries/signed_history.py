"""The chained movements of an account, and the signed statement that shows them."""

from datetime import datetime
from typing import Any

from core.signing import signed
from core.sql import Fragment, fetch
from points.queries.balance import balance as balance_of
from shop.models import Customer

_CHAIN = Fragment("""
    SELECT entry.number, points_movement_content(entry), encode(entry.hash, 'hex')
    FROM points_movement entry
    WHERE entry.account_id = %(account)s
    ORDER BY entry.number
""")


def chained_history(customer: Customer) -> list[dict[str, str | int]]:
    """All movements, the first one first: the text that was hashed, and its hash.

    Queries: 1.
    """
    rows = fetch(_CHAIN.given(account=customer.pk))
    return [
        {"number": number, "content": text, "hash": mark} for number, text, mark in rows
    ]


def signed_statement(customer: Customer, now: datetime) -> dict[str, Any]:
    """All movements with their chain of hashes, and the balance, signed by this site.

    ``docs/check_statement.py`` checks it offline. Queries: 3.
    """
    balance = balance_of(customer, now)
    return signed(
        {
            "shop": customer.shop.code,
            "customer": customer.external_id,
            "written_at": now.isoformat(),
            "available": balance.available,
            "pending": balance.pending,
            "debt": balance.debt,
            "movements": chained_history(customer),
        }
    )
