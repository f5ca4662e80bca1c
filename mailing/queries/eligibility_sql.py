"""``may_receive`` as SQL, for choosing among very many customers within the database.

Both must give the same answers: ``tests/mailing/test_eligibility_sql.py`` compares them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.sql import Fragment
from mailing.models import MailCategory, MailRefusal, Suppression
from mailing.queries.addresses import HASH_OF, hash_values
from mailing.queries.eligibility import sending_limits
from mailing.queries.persons import ADDRESS, BOUGHT, SAID
from shop.fragments import IDS_OF
from shop.models import Shop

_REASONS = {reason.name: reason.value for reason in MailRefusal}
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
    ), {address}, {said}, latest AS (
        SELECT DISTINCT ON (said.customer) said.customer, said.given
        FROM said WHERE said.category = %(mailing_category)s
        ORDER BY said.customer, said.recorded_at DESC, said.id DESC
    ), offered AS (
        -- Offers that wait, are being sent or went of late: the few that anybody is
        -- compared with. One that waits goes to the address its customer has by then.
        SELECT mail.id, mail.customer_id, mail.state, mail.sent_at,
               coalesce(mail.address_hash, {waiting_hash}) AS hash
        FROM mailing_mail mail
        LEFT JOIN shop_customer waits
          ON waits.id = mail.customer_id AND mail.address_hash IS NULL
         AND waits.address_key <> ''
        WHERE mail.shop_id = %(mailing_shop)s AND mail.advertising
          AND (mail.state IN ('due', 'claimed') OR mail.sent_at > %(mailing_since)s)
    ), advertised AS (
        SELECT found.customer,
               count(*) FILTER (WHERE found.state IN ('due', 'claimed')) AS waiting,
               count(*) FILTER (
                   WHERE found.state = 'claimed' OR found.sent_at > %(mailing_since)s
               ) AS recent
        FROM (
            SELECT person.customer, offered.id, offered.state, offered.sent_at
            FROM person JOIN offered ON offered.customer_id = person.id
            UNION
            SELECT address.customer, offered.id, offered.state, offered.sent_at
            FROM address JOIN offered ON offered.hash = address.hash
        ) found
        GROUP BY found.customer
    ), stopped AS (
        -- Of the address that would be written to, not of one they have left.
        SELECT address.customer, suppression.reason
        FROM {among}
        JOIN shop_customer reached ON reached.id = {among}.customer_id
        JOIN address
          ON address.customer = reached.id AND address.key = reached.address_key
        JOIN mailing_suppression suppression
          ON suppression.shop_id = %(mailing_shop)s
         AND suppression.address_hash = address.hash
        GROUP BY address.customer, suppression.reason
    )
""").fill(
    ids=IDS_OF.fill(customer="canonical.id"),
    address=ADDRESS,
    said=SAID,
    waiting_hash=HASH_OF.fill(key="waits.address_key"),
)
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
    reason = _ALWAYS + _OF_OFFERS if advertising else _ALWAYS
    return EligibilitySql(
        _TABLES.fill(among=among).text,
        _JOINS.fill(among=among).text,
        reason.fill(among=among).text,
        "advertised.waiting > 0",
        {
            "mailing_shop": shop.pk,
            **hash_values(),
            "mailing_category": category.value,
            "mailing_cap": limits.frequency_cap,
            "mailing_since": now - timedelta(days=limits.frequency_cap_days),
        },
    )
