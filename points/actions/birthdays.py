"""Give points on birthdays, for all of a shop at once."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from core.days import local_day
from core.sql import Fragment, fetch
from earning.models import ActionTerms, RuleVersion
from earning.queries import versions as earning_versions
from earning.rules import lifetime
from points.actions.ledger import MOST_POINTS, SYSTEM
from points.actions.locking import lock_accounts
from points.actions.rewarding import reward_by_terms
from points.queries.rewards import birthdays
from shop.models import Customer, Shop

# One statement for some locked accounts: a lot, a movement and an entry each. Who owes
# points is left out, because the points have to pay the debt: ``reward_by_terms`` does.
_REWARD = Fragment("""
WITH due AS (
    SELECT account.customer_id, account.shop_id, account.moves + 1 AS number,
           account.points + %(points)s AS balance,
           -- The lot's key is taken beforehand, so that its entry can name it.
           nextval(pg_get_serial_sequence('points_lot', 'id')) AS lot,
           'action:birthday:' || account.customer_id || ':' || %(year)s AS source
    FROM points_account account
    WHERE account.customer_id = ANY(%(accounts)s)
      AND account.debt = 0 AND account.points + %(points)s <= %(most)s
), new AS (
    -- Who has had their points of this year already is left alone.
    SELECT * FROM due
    WHERE NOT EXISTS (
        SELECT FROM points_movement
        WHERE shop_id = due.shop_id AND source = due.source)
), lot AS (
    INSERT INTO points_lot (
        id, shop_id, account_id, cause, rules_id, multiplier, issued, clawed_back,
        expired_counted, written_off, expired, remaining, settlements, activates_at,
        expires_at)
    SELECT lot, shop_id, customer_id, 'action', %(version)s, 1, %(points)s, 0,
           0, 0, 0, %(points)s, 0, %(activates_at)s, %(expires_at)s
    FROM new
), movement AS (
    INSERT INTO points_movement (
        shop_id, account_id, number, kind, source, points, balance, adjustment,
        rules_id, action, author, happened_at, booked_at)
    SELECT shop_id, customer_id, number, 'action', source, %(points)s, balance, 0,
           %(version)s, 'birthday', 'system', %(now)s, %(now)s
    FROM new
    RETURNING id, account_id
), entry AS (
    INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
    SELECT movement.id, new.lot, 'earn', %(points)s
    FROM movement JOIN new ON new.customer_id = movement.account_id
), account AS (
    UPDATE points_account account
    SET moves = new.number, points = new.balance
    FROM new WHERE account.customer_id = new.customer_id
)
SELECT count(*) FROM new
""")


def reward_birthdays(*, now: datetime, chunk: int = 1000) -> Iterator[int]:
    """Give points to those whose birthday it is in their shop, once per local year.

    Who has registered today waits for next year. ``chunk`` customers per transaction;
    yields how many were given points, each time.
    """
    for shop in Shop.objects.order_by("pk"):
        version = earning_versions.rules_at(shop, now)
        if terms := version.for_action(ActionTerms.Type.BIRTHDAY):
            for customers in birthdays(shop, now, chunk):
                yield _reward(customers, terms, version, now)


@transaction.atomic
def _reward(
    customers: list[Customer], terms: ActionTerms, version: RuleVersion, now: datetime
) -> int:
    accounts = lock_accounts(customers, now)
    year = str(local_day(now, version.shop.zone).year)
    active = lifetime.activates_at(now, version.lifetime)
    [[rewarded]] = fetch(
        _REWARD.given(
            accounts=list(accounts),
            points=terms.points,
            most=MOST_POINTS,
            year=year,
            version=version.pk,
            activates_at=active,
            expires_at=lifetime.expires_at(active, version.lifetime),
            now=now,
        )
    )
    owing = [each for each in customers if accounts[each.pk].row.debt]
    done = [reward_by_terms(each, terms, version, year, SYSTEM, now) for each in owing]
    return int(rewarded) + len([movement for movement in done if movement])
