"""``may_receive`` as SQL, for whoever chooses among very many: the same answers, without
the customers leaving the database. A test holds the two together.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mailing.kinds import Category
from mailing.models import Reason
from mailing.queries.receiving import paces
from shop.models import Shop

# SHA-256 works on blocks of so many bytes.
_BLOCK = 64

# All ids of a person. Few have ever been merged: then there is no need to climb.
_OF_PERSON = """
    CASE WHEN EXISTS (
        SELECT FROM shop_customer merged WHERE merged.merged_into_id = customer.id
    ) THEN (
        WITH RECURSIVE person AS (
            SELECT customer.id
            UNION ALL
            SELECT merged.id
            FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
        )
        {of_many}
    ) ELSE ({of_one}) END
"""
_WORD = """
    SELECT word.given FROM mailing_consent word
    WHERE word.customer_id {who} AND word.category = %(mailing_category)s
    ORDER BY word.said_at DESC, word.id DESC LIMIT 1
"""
_RECENT = """
    SELECT count(*) FROM mailing_mail mail
    WHERE mail.customer_id {who} AND mail.advertising
      AND (mail.state = 'claimed' OR mail.sent_at > %(mailing_since)s)
"""


def _of_person(question: str) -> str:
    return _OF_PERSON.format(
        of_many=question.format(who="IN (SELECT id FROM person)"),
        of_one=question.format(who="= customer.id"),
    )


_SUPPRESSED = """
    SELECT suppression.reason FROM mailing_suppression suppression
    WHERE suppression.shop_id = customer.shop_id
      AND suppression.address_hash = substring(
          sha256(%(mailing_outer)s || sha256(
              %(mailing_inner)s || convert_to(lower(btrim(customer.email)), 'UTF8')
          )) FOR 16
      )
"""
_BOUGHT = """
    EXISTS (
        SELECT FROM shop_order bought
        WHERE bought.customer_id = customer.id AND bought.qualified_at IS NOT NULL
          AND bought.state NOT IN ('cancelled', 'payment_error')
    )
"""
_REFUSAL = f"""
    CASE
        WHEN customer.erased_at IS NOT NULL THEN '{Reason.ERASED}'
        WHEN customer.email = '' THEN '{Reason.NO_ADDRESS}'
        ELSE coalesce(
            (SELECT CASE suppressed.reason
                 WHEN 'bounced' THEN '{Reason.BOUNCED}'
                 WHEN 'complained' THEN '{Reason.COMPLAINED}'
                 ELSE '{Reason.STOPPED}' END
             FROM ({_SUPPRESSED}) suppressed),
            (SELECT CASE
                 WHEN said.word IS FALSE THEN '{Reason.UNSUBSCRIBED}'
                 WHEN NOT %(mailing_advertising)s THEN NULL
                 WHEN said.word IS NULL AND NOT {_BOUGHT} THEN '{Reason.NO_CONSENT}'
                 WHEN %(mailing_cap)s::integer <= ({_of_person(_RECENT)})
                 THEN '{Reason.CAPPED}' END
             FROM (SELECT ({_of_person(_WORD)}) AS word) said),
            ''
        ) END
"""  # noqa: S608 -- nothing but our own text; values are passed beside it


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value of SQL on a row named ``customer``: why not, or '' where he may receive it.

    ``values`` go beside it; their names begin with ``mailing_``.
    """

    sql: str
    values: dict[str, Any]


def refusal(
    shop: Shop, category: Category, now: datetime, *, advertising: bool = True
) -> Refusal:
    """For kinds of a category that customers can switch off. One query."""
    assert category != Category.SERVICE, "service mails are not chosen among many"
    pace = paces([shop.pk])[shop.pk]
    inner, outer = _pads(settings.ADDRESS_KEY)
    return Refusal(
        _REFUSAL,
        {
            "mailing_inner": inner,
            "mailing_outer": outer,
            "mailing_category": category.value,
            "mailing_advertising": advertising,
            "mailing_cap": pace.cap,
            "mailing_since": now - timedelta(days=pace.cap_days),
        },
    )


def _pads(key: str) -> tuple[bytes, bytes]:
    """The two keys of an HMAC (RFC 2104), for the server to hash with."""
    raw = key.encode()
    raw = hashlib.sha256(raw).digest() if len(raw) > _BLOCK else raw
    padded = raw.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)
