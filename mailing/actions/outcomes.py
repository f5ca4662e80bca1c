"""Save what became of mails. A mail that will not be sent has its mail type undo what
``prepare`` made for it.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from mailing.models import Mail, RefusalReason


@dataclass(frozen=True, slots=True)
class Claimed:
    """Ours, until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Postponed:
    """Looked at again then."""

    until: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MailRefused:
    reason: str


@dataclass(frozen=True, slots=True)
class MailFailed:
    reason: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MailSent:
    at: datetime
    provider_id: str = ""


type Outcome = Claimed | Postponed | MailRefused | MailFailed | MailSent

# Whoever lost a mail to another worker has no say in it any more: its attempt is another.
_SAVE = """
    UPDATE mailing_mail mail
    SET state = new.state, reason = new.reason, answer = new.answer, due_at = new.due_at,
        sent_at = new.sent_at, attempts = new.attempts, prepared_at = new.prepared_at,
        provider_id = new.provider_id, email = new.email, name = new.name,
        language = new.language, reply_to = new.reply_to, values = new.values,
        address_hash = decode(new.address_hash, 'hex')
    FROM jsonb_to_recordset(%s::jsonb) AS new(
        id bigint, attempt integer, state text, reason text, answer text,
        due_at timestamptz, sent_at timestamptz, attempts integer, prepared_at timestamptz,
        provider_id text, email text, name text, language text, reply_to text, values jsonb,
        address_hash text
    )
    WHERE mail.id = new.id AND mail.attempts = new.attempt
      AND mail.state IN ('due', 'claimed')
    RETURNING mail.id
"""


def save_outcomes(
    mails: Sequence[Mail], outcomes: Mapping[int, Outcome], *, now: datetime
) -> None:
    """In one statement, and on the mails themselves; then take back what is to be."""
    rows = [_row(mail, outcomes[mail.pk]) for mail in mails]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [json.dumps(rows, default=_json)])
        written = {pk for (pk,) in cursor.fetchall()}
    given_up: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        over = (
            isinstance(outcomes[mail.pk], MailRefused | MailFailed) and mail.pk in written
        )
        if over and mail.prepared_at:
            given_up[mail.mail_type].append(mail)
    for batch in given_up.values():
        mail_type = batch[0].declared_type
        if mail_type and mail_type.undo:
            mail_type.undo(batch, now)


def _row(mail: Mail, outcome: Outcome) -> dict[str, Any]:
    attempt = mail.attempts
    _apply(mail, outcome)
    over = not isinstance(outcome, Claimed | Postponed)
    if over and (not mail.keep_address or mail.reason == RefusalReason.ERASED):
        mail.email = mail.name = mail.reply_to = ""
        mail.values = {}
    names = (
        "id state reason answer due_at sent_at attempts prepared_at provider_id email name"
        " language reply_to values address_hash"
    )
    return {"attempt": attempt} | {name: getattr(mail, name) for name in names.split()}


def _apply(mail: Mail, outcome: Outcome) -> None:
    match outcome:
        case Claimed(until):
            mail.state, mail.due_at = Mail.State.CLAIMED, until
            mail.attempts += 1
        case Postponed(until, answer):
            mail.state, mail.due_at = Mail.State.DUE, until
            mail.answer = answer or mail.answer
        case MailRefused(reason):
            mail.state, mail.reason = Mail.State.REFUSED, reason
        case MailFailed(reason, answer):
            mail.state, mail.reason, mail.answer = Mail.State.FAILED, reason, answer
        case MailSent(at, provider_id):
            mail.state, mail.sent_at = Mail.State.SENT, at
            mail.provider_id, mail.answer = provider_id, ""


def _json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    assert isinstance(value, bytes | memoryview)
    return bytes(value).hex()
