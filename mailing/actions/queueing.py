"""Queue mails: rows, written in the transaction that causes them and sent later."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db import connection

from core.sql import Fragment
from mailing.mail_types import MailType, Values
from mailing.models import Mail
from shop.models import Customer, Shop

# A mail that nobody could send for so long is not worth sending any more.
SENDABLE_FOR = timedelta(days=3)
CHUNK_SIZE = 2000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is no customer. Without ``keep_address`` only a hash of it stays."""

    email: str
    name: str = ""
    language: str = ""
    reply_to: str = ""
    keep_address: bool = True


def queue(
    *,
    mail_type: MailType,
    shop: Shop,
    source: str,
    values: Values,
    now: datetime,
    customer: Customer | None = None,
    recipient: Recipient | None = None,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Mail | None:
    """Queue one mail, to a customer or to a recipient, in the caller's transaction.

    Idempotent by ``source``: None where a mail of this source was queued before. Whether
    the recipient may receive it is checked when it is sent.
    """
    assert (customer is None) != (recipient is None), "to one or the other"
    due_at = due_at or now
    to: dict[str, Any] = {"customer": customer}
    if recipient:
        to = {
            "email": recipient.email,
            "name": recipient.name,
            "language": recipient.language,
            "reply_to": recipient.reply_to,
            "keep_address": recipient.keep_address,
        }
    mail, created = Mail.objects.get_or_create(
        shop=shop,
        source=source,
        defaults={
            "mail_type": mail_type.code,
            "advertising": mail_type.advertising,
            "values": dict(values),
            "queued_at": now,
            "due_at": due_at,
            "not_after": not_after or due_at + SENDABLE_FOR,
            **to,
        },
    )
    return mail if created else None


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail to a customer (primary key), to be queued."""

    customer: int
    source: str
    values: Values = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailDraftQuery:
    """Mails to be queued as a statement that selects ``customer``, ``source``, ``values``
    (jsonb) and ``due_at`` (or NULL), with its parameters.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


# DO NOTHING: a source that was queued before keeps its first mail.
_QUEUE = Fragment("""
    INSERT INTO mailing_mail (
        shop_id, mail_type, advertising, customer_id, source, values, state, queued_at,
        due_at, not_after, email, name, language, reply_to, keep_address, reason, answer,
        attempts, provider_id
    )
    SELECT %(mailing_shop)s, %(mailing_type)s, %(mailing_advertising)s, draft.customer,
           draft.source, draft.values, 'due', %(mailing_now)s,
           coalesce(draft.due_at, %(mailing_now)s),
           coalesce(
               %(mailing_not_after)s,
               coalesce(draft.due_at, %(mailing_now)s) + %(mailing_sendable_for)s
           ),
           '', '', '', '', true, '', '', 0, ''
    FROM ({drafts}) AS draft
    ON CONFLICT (shop_id, source) DO NOTHING
""")
_DRAFTS_OF_JSON = Fragment("""
    SELECT * FROM jsonb_to_recordset(%(drafts)s::jsonb)
    AS drafts(customer bigint, source text, values jsonb, due_at timestamptz)
""")


def queue_many(
    *,
    mail_type: MailType,
    shop: Shop,
    rows: Iterable[MailDraft] | MailDraftQuery,
    now: datetime,
    not_after: datetime | None = None,
) -> int:
    """Queue many mails in the caller's transaction, and count those that are new.

    Queries: 1 for a ``MailDraftQuery``, which must limit itself; for drafts 1 per
    CHUNK_SIZE.
    """
    statement = _QUEUE.given(
        mailing_shop=shop.pk,
        mailing_type=mail_type.code,
        mailing_advertising=mail_type.advertising,
        mailing_now=now,
        mailing_not_after=not_after,
        mailing_sendable_for=SENDABLE_FOR,
    )
    if isinstance(rows, MailDraftQuery):
        drafts = Fragment(rows.sql, rows.parameters)
        return _insert(statement.fill(drafts=drafts))
    queued = 0
    for chunk in batched(rows, CHUNK_SIZE):
        drafts_of_chunk = [
            {
                "customer": draft.customer,
                "source": draft.source,
                "values": dict(draft.values),
                "due_at": draft.due_at and draft.due_at.isoformat(),
            }
            for draft in chunk
        ]
        drafts = _DRAFTS_OF_JSON.given(drafts=json.dumps(drafts_of_chunk))
        queued += _insert(statement.fill(drafts=drafts))
    return queued


def _insert(statement: Fragment) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        return int(cursor.rowcount)
