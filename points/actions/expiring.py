"""Write down which points have expired. Reading and spending never wait for this."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction

from points.models import Account, Lot

# One statement for all lots of some locked accounts: a movement and an entry per lot,
# numbered on from the account's last, then the lots and the accounts themselves.
_EXPIRE = """
WITH due AS (
    SELECT lot.id, lot.shop_id, lot.account_id, lot.order_id, lot.rules_id,
           lot.remaining, lot.expires_at,
           account.moves + row_number() OVER earliest AS number,
           account.points - account.debt - sum(lot.remaining) OVER earliest AS balance
    FROM points_lot lot
    JOIN points_account account ON account.customer_id = lot.account_id
    WHERE lot.account_id = ANY(%(accounts)s)
      AND lot.remaining > 0 AND lot.expires_at <= %(now)s
    -- ROWS, not RANGE: of lots that end at one instant each has a balance of its own.
    WINDOW earliest AS (
        PARTITION BY lot.account_id ORDER BY lot.expires_at, lot.id
        ROWS UNBOUNDED PRECEDING
    )
), movement AS (
    INSERT INTO points_movement (
        shop_id, account_id, number, kind, source, points, balance, adjustment,
        order_id, rules_id, author, happened_at, booked_at)
    SELECT shop_id, account_id, number, 'expire',
           'lot:' || id || ':expire:' || number, -remaining, balance, 0,
           order_id, rules_id, 'system', expires_at, %(now)s
    FROM due
    -- Each is chained to the one before it, which has to be there.
    ORDER BY account_id, number
    RETURNING id, account_id, number
), entry AS (
    INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
    SELECT movement.id, due.id, 'expire', -due.remaining
    FROM due JOIN movement USING (account_id, number)
), emptied AS (
    UPDATE points_lot lot
    SET remaining = 0, expired = expired + due.remaining
    FROM due WHERE lot.id = due.id
    RETURNING lot.account_id, due.remaining
), total AS (
    SELECT account_id, count(*) AS lots, sum(remaining) AS points
    FROM emptied GROUP BY account_id
), account AS (
    UPDATE points_account account
    SET moves = moves + total.lots, points = account.points - total.points
    FROM total WHERE account.customer_id = total.account_id
)
SELECT coalesce(sum(lots), 0) FROM total
"""


def expire(accounts: Sequence[int], now: datetime) -> int:
    """Expire what is due in these accounts; returns the number of lots.

    Requires: the accounts locked in this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"accounts": list(accounts), "now": now})
        return int(cursor.fetchone()[0])


def expire_due(*, now: datetime, chunk: int = 2000) -> Iterator[int]:
    """Expire all that is due, ``chunk`` accounts per transaction; yields the lots done.

    May be interrupted and run again: it goes on where it stopped.
    """
    while True:
        with transaction.atomic():
            holders = Lot.objects.filter(remaining__gt=0, expires_at__lte=now).values(
                "account"
            )
            # By primary key, as everywhere: two runs cannot wait for each other.
            due = (
                Account.objects.select_for_update(no_key=True)
                .filter(pk__in=holders)
                .order_by("pk")
                .values_list("pk", flat=True)[:chunk]
            )
            accounts = list(due)
            done = expire(accounts, now)
        if not accounts:
            return
        # Nothing done: another run has expired these meanwhile; the next chunk may differ.
        if done:
            yield done
