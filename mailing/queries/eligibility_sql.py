"""``may_receive`` as SQL, for whoever chooses among very many: the same answers, without
the customers leaving the database. A test holds the two together.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mailing.mail_types import MailCategory
from mailing.models import RefusalReason
from mailing.queries.eligibility import BOUGHT, sending_limits
from shop.models import Shop

# SHA-256 works on blocks of so many bytes.
_BLOCK = 64

_TABLES = """
    person AS (
        SELECT DISTINCT customer_id AS customer, customer_id AS id FROM {among}
        UNION ALL
        SELECT canonical.id, other
        FROM (
            SELECT DISTINCT merged_into_id AS id FROM shop_customer
            WHERE merged_into_id IN (SELECT customer_id FROM {among})
        ) canonical CROSS JOIN unnest(shop_ids_of(canonical.id)) other
        WHERE other <> canonical.id
    ), word AS (
        SELECT DISTINCT ON (person.customer) person.customer, said.given
        FROM person JOIN mailing_consent said ON said.customer_id = person.id
        WHERE said.category = %(mailing_category)s
        ORDER BY person.customer, said.recorded_at DESC, said.id DESC
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
        SELECT DISTINCT {among}.customer_id AS customer, suppression.reason
        FROM {among} JOIN mailing_suppression suppression
          ON suppression.shop_id = %(mailing_shop)s
         AND suppression.address_hash = substring(
             sha256(%(mailing_outer)s || sha256(
                 %(mailing_inner)s || convert_to(lower(btrim({among}.email)), 'UTF8')
             )) FOR 16
         )
    )
"""
_JOINS = """
    LEFT JOIN stopped ON stopped.customer = {among}.customer_id
    LEFT JOIN word ON word.customer = {among}.customer_id
    LEFT JOIN advertised ON advertised.customer = {among}.customer_id
"""
_ALWAYS = f"""
    WHEN {{among}}.email = '' THEN '{RefusalReason.NO_ADDRESS}'
    WHEN stopped.reason = 'bounced' THEN '{RefusalReason.BOUNCED}'
    WHEN stopped.reason = 'complained' THEN '{RefusalReason.COMPLAINED}'
    WHEN stopped.reason IS NOT NULL THEN '{RefusalReason.STOPPED}'
    WHEN word.given IS FALSE THEN '{RefusalReason.UNSUBSCRIBED}'
"""
_OF_OFFERS = f"""
    WHEN word.given IS NULL AND NOT {BOUGHT.format(owner="{among}.customer_id")}
    THEN '{RefusalReason.NO_CONSENT}'
    WHEN %(mailing_cap)s::integer <= coalesce(advertised.recent, 0)
    THEN '{RefusalReason.CAPPED}'
"""


@dataclass(frozen=True, slots=True)
class EligibilitySql:
    """``tables`` for a WITH, ``joins`` of them, and ``barriers`` for a CASE: why not, the
    first that stands; where none does, he may receive it. ``waits``: another offer to him
    has yet to go.

    ``values`` go beside them; their names begin with ``mailing_``.
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
    """For mail types of a category that customers can switch off. One query.

    ``among`` is a table of rows (customer_id, email): customers of the shop for whom things
    count. Nobody among them has been erased.
    """
    assert category != MailCategory.SERVICE, "service mails are not chosen among many"
    limits = sending_limits([shop.pk])[shop.pk]
    inner, outer = _pads(settings.ADDRESS_KEY)
    barriers = _ALWAYS + _OF_OFFERS * advertising
    return EligibilitySql(
        _TABLES.format(among=among),
        _JOINS.format(among=among),
        barriers.format(among=among),
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
    """The two keys of an HMAC (RFC 2104), for the server to hash with."""
    raw = key.encode()
    raw = hashlib.sha256(raw).digest() if len(raw) > _BLOCK else raw
    padded = raw.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)
