"""Customers who have not been heard of for so long that their data is to be erased."""

from datetime import datetime

from core.sql import Fragment, fetch
from shop.models import Customer, Shop

# Of each person that stands for itself: the last order under any of their ids, the last
# log-in with their address, the day the account was opened. A customer of whom nothing of
# this is known counts from the shop's last statement. GREATEST leaves out what is NULL.
_SILENT = Fragment("""
    WITH contact AS (
        SELECT customer.id, GREATEST(
            customer.registered_at,
            (SELECT max(bought.placed_at) FROM shop_order bought
             WHERE bought.customer_id = customer.id),
            (SELECT max(person.last_login) FROM accounts_user person
             WHERE person.email = lower(customer.email)),
            (SELECT max(merged.merged_at) FROM shop_customer merged
             WHERE merged.merged_into_id = customer.id)
        ) AS heard_at, customer.updated_at
        FROM shop_customer customer
        WHERE customer.shop_id = %(shop)s
          AND customer.erased_at IS NULL AND customer.merged_into_id IS NULL
          -- Money on a card is theirs, however long they wait.
          AND NOT EXISTS (
              SELECT FROM giftcards_giftcard card
              WHERE card.holder_id = customer.id AND card.balance > 0
                AND (card.valid_until IS NULL OR card.valid_until > %(now)s)
          )
    )
    SELECT id FROM contact
    WHERE coalesce(heard_at, updated_at) < %(before)s
    ORDER BY id
    LIMIT %(limit)s
""")


def silent_customers(shop: Shop, *, now: datetime, limit: int = 1_000) -> list[Customer]:
    """Answer those past the shop's term, oldest rows first; none where it keeps them for
    ever. Queries: 2.
    """
    years = shop.retention_years
    if not years:
        return []
    try:
        before = now.replace(year=now.year - years)
    except ValueError:  # the 29th of February
        before = now.replace(year=now.year - years, day=28)
    values = {"shop": shop.pk, "now": now, "before": before, "limit": limit}
    keys = [pk for (pk,) in fetch(_SILENT.given(**values))]
    return list(Customer.objects.filter(pk__in=keys).select_related("shop").order_by("pk"))
