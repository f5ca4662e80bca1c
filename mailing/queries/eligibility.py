"""May this customer receive that? Asked of many at once, and again when it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from mailing.mail_types import MailCategory, MailType
from mailing.models import RefusalReason, SendingLimits, Suppression
from mailing.queries.addresses import address_hash, suppressed
from shop.models import Customer

_REFUSAL_REASONS = {
    Suppression.Reason.BOUNCED: RefusalReason.BOUNCED,
    Suppression.Reason.COMPLAINED: RefusalReason.COMPLAINED,
    Suppression.Reason.STOPPED: RefusalReason.STOPPED,
    Suppression.Reason.ERASED: RefusalReason.STOPPED,
}


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """``word`` is the latest on the category, None where nothing was ever said; ``recent``
    when he was sent advertising of late, or is being sent some.
    """

    consent: bool | None
    buyer: bool
    recent: list[datetime]


def may_receive(
    customers: Iterable[Customer],
    mail_type: MailType,
    now: datetime,
    *,
    excluding: Iterable[int] = (),
) -> dict[int, RefusalReason | None]:
    """Per primary key why not, or None: he may. Three queries, however many they are.

    ``customers`` are those for whom things count, not ids that were merged. ``besides``
    are mails that do not count towards the cap: those that are about to go.
    """
    rows = list(customers)
    hashes = {row.pk: address_hash(row.email) for row in rows if row.email}
    stops = suppressed({row.shop_id for row in rows}, hashes.values())
    found = _unreachable(rows, mail_type, hashes, stops)
    if mail_type.category == MailCategory.SERVICE:
        return found
    limits = sending_limits(row.shop_id for row in rows)
    since = now - timedelta(
        days=max((each.frequency_cap_days for each in limits.values()), default=0)
    )
    standings = _consent_statuses(
        [row.pk for row in rows], mail_type, now, since, excluding
    )
    for row in rows:
        found[row.pk] = found[row.pk] or _refusal_reason(
            standings[row.pk], mail_type, limits[row.shop_id], now
        )
    return found


def _unreachable(
    rows: Iterable[Customer],
    mail_type: MailType,
    hashes: Mapping[int, bytes],
    stops: Mapping[tuple[int, bytes], str],
) -> dict[int, RefusalReason | None]:
    found: dict[int, RefusalReason | None] = {}
    for row in rows:
        if row.erased_at:
            found[row.pk] = RefusalReason.ERASED
        elif row.pk not in hashes:
            found[row.pk] = RefusalReason.NO_ADDRESS
        else:
            found[row.pk] = suppression_refusal(
                stops.get((row.shop_id, hashes[row.pk])), mail_type
            )
    return found


def suppression_refusal(reason: str | None, mail_type: MailType) -> RefusalReason | None:
    """What a suppressed address does not get: one that came back, nothing at all."""
    if reason is None:
        return None
    if mail_type.category == MailCategory.SERVICE and reason != Suppression.Reason.BOUNCED:
        return None
    return _REFUSAL_REASONS[Suppression.Reason(reason)]


def _refusal_reason(
    status: ConsentStatus, mail_type: MailType, limits: SendingLimits, now: datetime
) -> RefusalReason | None:
    if status.consent is False:
        return RefusalReason.UNSUBSCRIBED
    if not mail_type.advertising:
        return None
    if not (status.consent or status.buyer):
        return RefusalReason.NO_CONSENT
    since = now - timedelta(days=limits.frequency_cap_days)
    if (
        limits.frequency_cap is not None
        and sum(sent > since for sent in status.recent) >= limits.frequency_cap
    ):
        return RefusalReason.CAPPED
    return None


def sending_limits(shops: Iterable[int]) -> dict[int, SendingLimits]:
    """Of each shop, by primary key: what it has set, else the usual. One query."""
    wanted = set(shops)
    found = {pace.shop_id: pace for pace in SendingLimits.objects.filter(shop__in=wanted)}
    return {shop: found.get(shop) or SendingLimits(shop_id=shop) for shop in wanted}


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
_CONSENT_STATUSES = f"""
    WITH RECURSIVE {PERSON}, word AS (
        SELECT DISTINCT ON (person.customer) person.customer, consent.given
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        WHERE consent.category = %(category)s
        ORDER BY person.customer, consent.recorded_at DESC, consent.id DESC
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


def _consent_statuses(
    customers: list[int],
    mail_type: MailType,
    now: datetime,
    since: datetime,
    excluding: Iterable[int],
) -> dict[int, ConsentStatus]:
    values: dict[str, Any] = {
        "customers": customers,
        "category": mail_type.category.value,
        "now": now,
        "since": since,
        "besides": list(excluding),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONSENT_STATUSES, values)
        return {
            customer: ConsentStatus(word, buyer, sent or [])
            for customer, word, sent, buyer in cursor.fetchall()
        }
