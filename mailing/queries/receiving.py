"""May this customer receive that? Asked of many at once, and again when it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from mailing.kinds import Category, Kind
from mailing.models import Pace, Reason, Suppression
from mailing.queries.addresses import address_hash, suppressed
from shop.models import Customer

_WHY = {
    Suppression.Why.BOUNCED: Reason.BOUNCED,
    Suppression.Why.COMPLAINED: Reason.COMPLAINED,
    Suppression.Why.STOPPED: Reason.STOPPED,
    Suppression.Why.ERASED: Reason.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``word`` is the latest on the category, None where nothing was ever said; ``recent``
    when he was sent advertising of late, or is being sent some.
    """

    word: bool | None
    buyer: bool
    recent: list[datetime]


def may_receive(
    customers: Iterable[Customer],
    kind: Kind,
    now: datetime,
    *,
    besides: Iterable[int] = (),
) -> dict[int, Reason | None]:
    """Per primary key why not, or None: he may. Three queries, however many they are.

    ``customers`` are those for whom things count, not ids that were merged. ``besides``
    are mails that do not count towards the cap: those that are about to go.
    """
    rows = list(customers)
    hashes = {row.pk: address_hash(row.email) for row in rows if row.email}
    stops = suppressed({row.shop_id for row in rows}, hashes.values())
    found = _reachable(rows, kind, hashes, stops)
    if kind.category == Category.SERVICE:
        return found
    limits = paces(row.shop_id for row in rows)
    since = now - timedelta(
        days=max((each.cap_days for each in limits.values()), default=0)
    )
    standings = _standings([row.pk for row in rows], kind, now, since, besides)
    for row in rows:
        found[row.pk] = found[row.pk] or _refusal(
            standings[row.pk], kind, limits[row.shop_id], now
        )
    return found


def _reachable(
    rows: Iterable[Customer],
    kind: Kind,
    hashes: Mapping[int, bytes],
    stops: Mapping[tuple[int, bytes], str],
) -> dict[int, Reason | None]:
    found: dict[int, Reason | None] = {}
    for row in rows:
        if row.erased_at:
            found[row.pk] = Reason.ERASED
        elif row.pk not in hashes:
            found[row.pk] = Reason.NO_ADDRESS
        else:
            found[row.pk] = stopped(stops.get((row.shop_id, hashes[row.pk])), kind)
    return found


def stopped(why: str | None, kind: Kind) -> Reason | None:
    """What a suppressed address does not get: one that came back, nothing at all."""
    if why is None:
        return None
    if kind.category == Category.SERVICE and why != Suppression.Why.BOUNCED:
        return None
    return _WHY[Suppression.Why(why)]


def _refusal(standing: Standing, kind: Kind, pace: Pace, now: datetime) -> Reason | None:
    if standing.word is False:
        return Reason.UNSUBSCRIBED
    if not kind.advertising:
        return None
    if not (standing.word or standing.buyer):
        return Reason.NO_CONSENT
    since = now - timedelta(days=pace.cap_days)
    if pace.cap is not None and sum(sent > since for sent in standing.recent) >= pace.cap:
        return Reason.CAPPED
    return None


def paces(shops: Iterable[int]) -> dict[int, Pace]:
    """Of each shop, by primary key: what it has set, else the usual. One query."""
    wanted = set(shops)
    found = {pace.shop_id: pace for pace in Pace.objects.filter(shop__in=wanted)}
    return {shop: found.get(shop) or Pace(shop_id=shop) for shop in wanted}


# A person is a customer and all who were merged into him, whose words and mails are his.
PERSON = """
    person AS (
        SELECT id AS customer, id FROM unnest(%(customers)s::bigint[]) AS id
        UNION ALL
        SELECT person.customer, merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
"""
# Of the customer that {owner} names; orders of whoever was merged have moved already.
BOUGHT = """
    EXISTS (
        SELECT FROM shop_order bought
        WHERE bought.customer_id = {owner} AND bought.qualified_at IS NOT NULL
          AND bought.state NOT IN ('cancelled', 'payment_error')
    )
"""
_STANDINGS = f"""
    WITH RECURSIVE {PERSON}, word AS (
        SELECT DISTINCT ON (person.customer) person.customer, consent.given
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        WHERE consent.category = %(category)s
        ORDER BY person.customer, consent.said_at DESC, consent.id DESC
    ), mails AS (
        SELECT person.customer,
               array_agg(coalesce(mail.sent_at, %(now)s)) AS sent
        FROM person JOIN mailing_mail mail ON mail.customer_id = person.id
        WHERE mail.advertising AND mail.id <> ALL(%(besides)s)
          AND (mail.state = 'claimed' OR mail.sent_at > %(since)s)
        GROUP BY person.customer
    )
    SELECT customer, word.given, mails.sent, {BOUGHT.format(owner="customer")}
    FROM unnest(%(customers)s::bigint[]) AS customer
    LEFT JOIN word USING (customer)
    LEFT JOIN mails USING (customer)
"""  # noqa: S608 -- nothing but our own text


def _standings(
    customers: list[int],
    kind: Kind,
    now: datetime,
    since: datetime,
    besides: Iterable[int],
) -> dict[int, Standing]:
    values: dict[str, Any] = {
        "customers": customers,
        "category": kind.category.value,
        "now": now,
        "since": since,
        "besides": list(besides),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, values)
        return {
            customer: Standing(word, buyer, sent or [])
            for customer, word, sent, buyer in cursor.fetchall()
        }
