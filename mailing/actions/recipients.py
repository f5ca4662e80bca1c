"""Who the customers of mails are by now."""

from collections.abc import Collection

from django.db import connection

from shop.models import Customer

_CANONICAL = """
    WITH RECURSIVE step AS (
        SELECT id AS named, id, merged_into_id FROM shop_customer WHERE id = ANY(%(ids)s)
        UNION ALL
        SELECT step.named, next.id, next.merged_into_id
        FROM step JOIN shop_customer next ON next.id = step.merged_into_id
    )
    SELECT named, id FROM step WHERE merged_into_id IS NULL
"""


def lock_recipients(ids: Collection[int]) -> dict[int, Customer]:
    """For whom each counts, locked; who is being worked on is not there. Two queries."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CANONICAL, {"ids": list(ids)})
        canonical_of = dict(cursor.fetchall())
    rows = Customer.objects.select_for_update(no_key=True, skip_locked=True)
    rows = rows.filter(pk__in=set(canonical_of.values()), merged_into=None).order_by("pk")
    locked = {row.pk: row for row in rows}
    return {named: locked[pk] for named, pk in canonical_of.items() if pk in locked}
