"""The chained movements of an account, as the statement shows them."""

from core.sql import Fragment, fetch
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
