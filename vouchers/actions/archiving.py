"""What the clock has done with vouchers is put out of sight. Nothing is deleted but
holds.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from vouchers.models import VoucherHold

CHUNK = 10_000


def archive_expired(*, now: datetime, chunk: int = CHUNK) -> Iterator[int]:
    """Archive vouchers that ended unused so many days ago as their shop has set.

    Yields how many, chunk by chunk, each its own transaction where the caller has none.
    An order that comes late and was placed in time finds an archived voucher all the same.
    """
    while done := _archive(now, chunk):
        yield done


def _archive(now: datetime, chunk: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE vouchers_voucher SET archived_at = %(now)s
            WHERE id = ANY(ARRAY(
                SELECT voucher.id
                FROM shop_shop shop
                JOIN vouchers_voucher voucher ON voucher.shop_id = shop.id
                WHERE shop.archive_after IS NOT NULL
                  AND valid_until <= %(now)s - shop.archive_after * interval '1 day'
                  AND used = 0 AND cancelled_at IS NULL AND archived_at IS NULL
                ORDER BY voucher.id
                LIMIT %(chunk)s
                FOR NO KEY UPDATE OF voucher SKIP LOCKED
            ))
            """,
            {"now": now, "chunk": chunk},
        )
        return int(cursor.rowcount)


def purge_holds(*, now: datetime) -> int:
    """Forget holds that have ended; they have meant nothing since."""
    deleted, _by_model = VoucherHold.objects.filter(expires_at__lte=now).delete()
    return deleted
