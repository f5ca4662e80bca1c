"""Archive vouchers that ended unused, and delete holds that ended."""

from collections.abc import Iterator
from datetime import datetime

from core.sql import Fragment, execute
from vouchers.models import VoucherHold

CHUNK = 10_000

# SKIP LOCKED: an order that is using a voucher at this moment comes first; the next night
# finds what is left. The rows are chosen inside an array, so that the UPDATE is planned by
# primary key and not by a scan of all vouchers.
_ARCHIVE = Fragment("""
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
""")


def archive_expired(*, now: datetime, chunk: int = CHUNK) -> Iterator[int]:
    """Archive vouchers that ended unused so many days ago as their shop has set.

    Yields how many, chunk by chunk, each its own transaction where the caller has none.
    An order that comes late and was placed in time finds an archived voucher all the same.
    """
    while done := execute(_ARCHIVE.given(now=now, chunk=chunk)):
        yield done


def purge_holds(*, now: datetime) -> int:
    """Delete holds that have ended, which nobody reads any more; answer how many."""
    deleted, _by_model = VoucherHold.objects.filter(expires_at__lte=now).delete()
    return deleted
