"""Lock the customers that mails are for."""

from collections.abc import Collection

from core.sql import Fragment, fetch
from shop.models import Customer

# A mail may name a customer who has been merged since, even several times over.
_CANONICAL = Fragment("""
    WITH RECURSIVE step AS (
        SELECT id AS named, id, merged_into_id FROM shop_customer WHERE id = ANY(%(ids)s)
        UNION ALL
        SELECT step.named, next.id, next.merged_into_id
        FROM step JOIN shop_customer next ON next.id = step.merged_into_id
    )
    SELECT named, id FROM step WHERE merged_into_id IS NULL
""")


def lock_recipients(ids: Collection[int]) -> dict[int, Customer]:
    """Lock and return the canonical customer of each id. Those that another transaction
    holds are missing. Queries: 2.
    """
    if not ids:
        return {}
    canonical_of = dict(fetch(_CANONICAL.given(ids=list(ids))))
    # SKIP LOCKED: mails are locked before customers here, against the usual order, so
    # waiting for one could be a deadlock.
    rows = Customer.objects.select_for_update(no_key=True, skip_locked=True)
    # Merged meanwhile: not there, looked at again in a moment.
    rows = rows.filter(pk__in=set(canonical_of.values()), merged_into=None).order_by("pk")
    locked = {row.pk: row for row in rows}
    return {named: locked[pk] for named, pk in canonical_of.items() if pk in locked}
