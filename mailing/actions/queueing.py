"""Mails are rows first, written with what causes them; whoever sends them comes after."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db import connection

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
    """One mail, in the caller's transaction; None where the source has had its own.

    To a customer or to a recipient. Whether it may go is asked when it goes.
    """
    assert (customer is None) != (recipient is None), "to one or the other"
    due_at = due_at or now
    mail, created = Mail.objects.get_or_create(
        shop=shop,
        source=source,
        defaults={
            "mail_type": mail_type.code,
            "advertising": mail_type.advertising,
            "customer": customer,
            "values": dict(values),
            "queued_at": now,
            "due_at": due_at,
            "not_after": not_after or due_at + SENDABLE_FOR,
            **(_recipient_fields(recipient) if recipient else {}),
        },
    )
    return mail if created else None


def _recipient_fields(recipient: Recipient) -> dict[str, Any]:
    return {
        "email": recipient.email,
        "name": recipient.name,
        "language": recipient.language,
        "reply_to": recipient.reply_to,
        "keep_address": recipient.keep_address,
    }


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail to a customer, by primary key."""

    customer: int
    source: str
    values: Values = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailDraftQuery:
    """The same as a statement that selects ``customer``, ``source``, ``values`` (jsonb)
    and ``due_at`` (or NULL), with the parameters it names.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


_QUEUE = """
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
               coalesce(draft.due_at, %(mailing_now)s) + %(mailing_patience)s
           ),
           '', '', '', '', true, '', '', 0, ''
    FROM ({drafts}) AS draft
    ON CONFLICT (shop_id, source) DO NOTHING
"""
_DRAFTS_OF_JSON = """
    SELECT * FROM jsonb_to_recordset(%(drafts)s::jsonb)
    AS given(customer bigint, source text, values jsonb, due_at timestamptz)
"""


def queue_many(
    *,
    mail_type: MailType,
    shop: Shop,
    rows: Iterable[MailDraft] | MailDraftQuery,
    now: datetime,
    not_after: datetime | None = None,
) -> int:
    """How many are new, in the caller's transaction: one statement for ``Drafts``, which
    bounds its own size, and one per chunk of ``Draft``.
    """
    usual = {
        "mailing_shop": shop.pk,
        "mailing_type": mail_type.code,
        "mailing_advertising": mail_type.advertising,
        "mailing_now": now,
        "mailing_not_after": not_after,
        "mailing_patience": SENDABLE_FOR,
    }
    if isinstance(rows, MailDraftQuery):
        return _insert(rows.sql, {**rows.parameters, **usual})
    return sum(
        _insert(_DRAFTS_OF_JSON, {"drafts": _drafts_as_json(chunk), **usual})
        for chunk in batched(rows, CHUNK_SIZE)
    )


def _insert(drafts: str, parameters: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE.replace("{drafts}", drafts), parameters)
        return int(cursor.rowcount)


def _drafts_as_json(drafts: Iterable[MailDraft]) -> str:
    return json.dumps(
        [
            {
                "customer": draft.customer,
                "source": draft.source,
                "values": dict(draft.values),
                "due_at": draft.due_at and draft.due_at.isoformat(),
            }
            for draft in drafts
        ]
    )
