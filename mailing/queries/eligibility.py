"""May these customers receive that mail? Asked of many at once, and when it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.sql import Fragment, fetch
from mailing.mail_types import MailType
from mailing.models import MailCategory, MailRefusal, SendingLimits, Suppression
from mailing.queries.addresses import address_hash, hash_values, suppressed
from mailing.queries.persons import BOUGHT, PERSON, SAID
from shop.models import Customer

_REFUSAL_REASONS = {
    Suppression.Reason.BOUNCED: MailRefusal.BOUNCED,
    Suppression.Reason.COMPLAINED: MailRefusal.COMPLAINED,
    Suppression.Reason.STOPPED: MailRefusal.STOPPED,
    Suppression.Reason.ERASED: MailRefusal.STOPPED,
}


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """``consent`` is the latest on the category, None where none was ever given or
    withdrawn; ``recent`` are the instants of the latest advertising, sent or being sent.
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
) -> dict[int, MailRefusal | None]:
    """By primary key, why not, or None: they may.

    ``excluding`` are mails (primary keys) that do not count towards the frequency cap:
    those that are about to be sent.

    Requires: canonical customers, none that was merged into another. Queries: 3.
    """
    rows = list(customers)
    hashes = {row.pk: address_hash(row.email) for row in rows if row.email}
    stops = suppressed({row.shop_id for row in rows}, hashes.values())
    found = _unreachable(rows, mail_type, hashes, stops)
    # Service mails need no consent and count towards no cap.
    if mail_type.category == MailCategory.SERVICE:
        return found
    limits = sending_limits(row.shop_id for row in rows)
    # The longest period of all shops: each row is compared with its own shop's below.
    longest = max((each.frequency_cap_days for each in limits.values()), default=0)
    statuses = {
        customer: ConsentStatus(consent, buyer, sent or [])
        for customer, consent, sent, buyer in fetch(
            _CONSENT_STATUSES.given(
                customers=[row.pk for row in rows],
                category=mail_type.category.value,
                now=now,
                since=now - timedelta(days=longest),
                excluding=list(excluding),
                **hash_values(),
            )
        )
    }
    for row in rows:
        found[row.pk] = found[row.pk] or _refusal_reason(
            statuses[row.pk], mail_type, limits[row.shop_id], now
        )
    return found


def _unreachable(
    rows: Iterable[Customer],
    mail_type: MailType,
    hashes: Mapping[int, bytes],
    stops: Mapping[tuple[int, bytes], str],
) -> dict[int, MailRefusal | None]:
    """Return who cannot be written to at all, whatever they have agreed to."""
    found: dict[int, MailRefusal | None] = {}
    for row in rows:
        if row.erased_at:
            found[row.pk] = MailRefusal.ERASED
        elif row.pk not in hashes:
            found[row.pk] = MailRefusal.NO_ADDRESS
        else:
            suppression = stops.get((row.shop_id, hashes[row.pk]))
            found[row.pk] = suppression_refusal(suppression, mail_type)
    return found


def suppression_refusal(reason: str | None, mail_type: MailType) -> MailRefusal | None:
    """Return what a suppressed address does not receive. ``reason`` is a
    ``Suppression.Reason``.

    An address that bounced receives nothing; one that complained or asked to stop still
    gets its service mails.
    """
    if reason is None:
        return None
    if mail_type.category == MailCategory.SERVICE and reason != Suppression.Reason.BOUNCED:
        return None
    return _REFUSAL_REASONS[Suppression.Reason(reason)]


def _refusal_reason(
    status: ConsentStatus, mail_type: MailType, limits: SendingLimits, now: datetime
) -> MailRefusal | None:
    if status.consent is False:
        return MailRefusal.UNSUBSCRIBED
    if not mail_type.advertising:
        return None
    if not (status.consent or status.buyer):
        return MailRefusal.NO_CONSENT
    since = now - timedelta(days=limits.frequency_cap_days)
    count = sum(sent > since for sent in status.recent)
    if limits.frequency_cap is not None and count >= limits.frequency_cap:
        return MailRefusal.CAPPED
    return None


def sending_limits(shops: Iterable[int]) -> dict[int, SendingLimits]:
    """By primary key of the shop: what it has set, else the defaults. Queries: 1."""
    wanted = set(shops)
    found = {row.shop_id: row for row in SendingLimits.objects.filter(shop__in=wanted)}
    return {shop: found.get(shop) or SendingLimits(shop_id=shop) for shop in wanted}


_CONSENT_STATUSES = Fragment("""
    WITH RECURSIVE {person}, {said}, latest AS (
        SELECT DISTINCT ON (said.customer) said.customer, said.given
        FROM said WHERE said.category = %(category)s
        ORDER BY said.customer, said.recorded_at DESC, said.id DESC
    ), advertised AS (
        SELECT found.customer, array_agg(found.sent) AS sent
        FROM (
            -- Claimed ones count as if sent now: another worker is about to send them.
            SELECT person.customer, mail.id, coalesce(mail.sent_at, %(now)s) AS sent
            FROM person JOIN mailing_mail mail ON mail.customer_id = person.id
            WHERE mail.advertising AND mail.id <> ALL(%(excluding)s)
              AND (mail.state = 'claimed' OR mail.sent_at > %(since)s)
            UNION
            SELECT address.customer, mail.id, coalesce(mail.sent_at, %(now)s)
            FROM address JOIN mailing_mail mail
              ON mail.address_hash = address.hash AND mail.shop_id = address.shop_id
            WHERE mail.advertising AND mail.id <> ALL(%(excluding)s)
              AND (mail.state = 'claimed' OR mail.sent_at > %(since)s)
        ) found
        GROUP BY found.customer
    )
    SELECT customer, latest.given, advertised.sent, {bought}
    FROM unnest(%(customers)s::bigint[]) AS customer
    LEFT JOIN latest USING (customer)
    LEFT JOIN advertised USING (customer)
""").fill(person=PERSON, said=SAID, bought=BOUGHT.fill(owner="customer"))
