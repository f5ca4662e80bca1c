"""``may_receive`` as SQL, for choosing among very many customers within the database.

Both must give the same answers: ``tests/mailing/test_eligibility_sql.py`` compares them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from core.sql import Fragment
from mailing.models import MailCategory, RefusalReason, Suppression
from mailing.queries.eligibility import BOUGHT, sending_limits
from shop.models import Shop
from shop.queries import IDS_OF

# SHA-256 works on blocks of this many bytes.
_BLOCK = 64

_REASONS = {reason.name: reason.value for reason in RefusalReason}
_SUPPRESSIONS = {f"SUPPRESSION_{each.name}": each.value for each in Suppression.Reason}
_TABLES = Fragment("""
    person AS (
        SELECT DISTINCT customer_id AS customer, customer_id AS id FROM {among}
        UNION ALL
        -- Few customers were ever merged: look for those among them first, and recurse
        -- for these alone.
        SELECT canonical.id, other
        FROM (
            SELECT DISTINCT merged_into_id AS id FROM shop_customer
            WHERE merged_into_id IN (SELECT customer_id FROM {among})
        ) canonical CROSS JOIN unnest({ids}) other
        WHERE other <> canonical.id
    ), latest AS (
        SELECT DISTINCT ON (person.customer) person.customer, consent.given
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        WHERE consent.category = %(mailing_category)s
        ORDER BY person.customer, consent.recorded_at DESC, consent.id DESC
    ), advertised AS (
        SELECT person.customer,
               count(*) FILTER (WHERE mail.state IN ('due', 'claimed')) AS waiting,
               count(*) FILTER (
                   WHERE mail.state = 'claimed' OR mail.sent_at > %(mailing_since)s
               ) AS recent
        FROM person JOIN mailing_mail mail ON mail.customer_id = person.id
        WHERE mail.advertising
          AND (mail.state IN ('due', 'claimed') OR mail.sent_at > %(mailing_since)s)
        GROUP BY person.customer
    ), stopped AS (
        -- The HMAC of rules.hashed, written out: PostgreSQL has no hmac() without pgcrypto.
        SELECT DISTINCT {among}.customer_id AS customer, suppression.reason
        FROM {among} JOIN mailing_suppression suppression
          ON suppression.shop_id = %(mailing_shop)s
         AND suppression.address_hash = substring(
             sha256(%(mailing_outer)s || sha256(
                 %(mailing_inner)s || convert_to(lower(btrim({among}.email)), 'UTF8')
             )) FOR 16
         )
    )
""").fill(ids=IDS_OF.fill(customer="canonical.id"))
_JOINS = Fragment("""
    LEFT JOIN stopped ON stopped.customer = {among}.customer_id
    LEFT JOIN latest ON latest.customer = {among}.customer_id
    LEFT JOIN advertised ON advertised.customer = {among}.customer_id
""")
_ALWAYS = Fragment("""
    WHEN {among}.email = '' THEN '{NO_ADDRESS}'
    WHEN stopped.reason = '{SUPPRESSION_BOUNCED}' THEN '{BOUNCED}'
    WHEN stopped.reason = '{SUPPRESSION_COMPLAINED}' THEN '{COMPLAINED}'
    WHEN stopped.reason IS NOT NULL THEN '{STOPPED}'
    WHEN latest.given IS FALSE THEN '{UNSUBSCRIBED}'
""").fill(**_REASONS, **_SUPPRESSIONS)
_OF_OFFERS = Fragment("""
    WHEN latest.given IS NULL AND NOT {bought} THEN '{NO_CONSENT}'
    WHEN %(mailing_cap)s::integer <= coalesce(advertised.recent, 0) THEN '{CAPPED}'
""").fill(**_REASONS, bought=BOUGHT.fill(owner="{among}.customer_id"))


@dataclass(frozen=True, slots=True)
class EligibilitySql:
    """Parts of a larger statement about customers.

    ``tables`` go into its WITH, ``joins`` after the table they are among, ``reason`` into a
    CASE: why not, the first that applies, without an ELSE. ``has_pending`` is a condition:
    another offer to them is yet to be sent. ``values`` are the parameters of all of them;
    their names begin with ``mailing_``.
    """

    tables: str
    joins: str
    reason: str
    has_pending: str
    values: dict[str, Any]


def eligibility_sql(
    shop: Shop,
    category: MailCategory,
    now: datetime,
    *,
    among: str,
    advertising: bool = True,
) -> EligibilitySql:
    """For mail types of a category that customers can switch off. Queries: 1.

    ``among`` names a table of rows (customer_id, email).

    Requires: the customers are canonical ones of the shop, and none of them was erased.
    """
    assert category != MailCategory.SERVICE, "service mails are not chosen among many"
    limits = sending_limits([shop.pk])[shop.pk]
    inner, outer = _pads(settings.ADDRESS_KEY)
    reason = _ALWAYS + _OF_OFFERS if advertising else _ALWAYS
    return EligibilitySql(
        _TABLES.fill(among=among).text,
        _JOINS.fill(among=among).text,
        reason.fill(among=among).text,
        "advertised.waiting > 0",
        {
            "mailing_shop": shop.pk,
            "mailing_inner": inner,
            "mailing_outer": outer,
            "mailing_category": category.value,
            "mailing_cap": limits.frequency_cap,
            "mailing_since": now - timedelta(days=limits.frequency_cap_days),
        },
    )


def _pads(key: str) -> tuple[bytes, bytes]:
    """The inner and outer key of an HMAC (RFC 2104), for the database to hash with."""
    raw = key.encode()
    raw = hashlib.sha256(raw).digest() if len(raw) > _BLOCK else raw
    padded = raw.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)
