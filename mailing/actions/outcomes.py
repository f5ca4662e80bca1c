"""Save what became of mails. A mail that will not be sent has its mail type undo what
``prepare`` made for it.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from mailing.mail_types import find_mail_type
from mailing.models import Mail, MailRefusal


@dataclass(frozen=True, slots=True)
class Claimed:
    """By this worker, until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Postponed:
    """To be looked at again then."""

    until: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MailRefused:
    """Not sent, for a reason of ours: nobody tried."""

    reason: str


@dataclass(frozen=True, slots=True)
class MailFailed:
    """Not sent, because the mail server would not take it."""

    reason: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MailSent:
    at: datetime
    provider_id: str = ""


type Outcome = Claimed | Postponed | MailRefused | MailFailed | MailSent

# ``attempt`` is the fence between workers: whoever lost a mail (its lease passed, another
# worker claimed it) has an older attempt than the row, and must not overwrite its outcome.
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
_COLUMNS = [
    "id",
    "state",
    "reason",
    "answer",
    "due_at",
    "sent_at",
    "attempts",
    "prepared_at",
    "provider_id",
    "email",
    "name",
    "language",
    "reply_to",
    "values",
    "address_hash",
]


def save_outcomes(
    mails: Sequence[Mail], outcomes: Mapping[int, Outcome], *, now: datetime
) -> None:
    """Set them on the mails and save all in one statement; then undo what was prepared for
    mails that will not be sent.

    Requires: a transaction, so that outcome and undoing are committed together.
    """
    rows = []
    for mail in mails:
        attempt = mail.attempts
        _apply(mail, outcomes[mail.pk])
        rows.append({"attempt": attempt} | {name: getattr(mail, name) for name in _COLUMNS})
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [json.dumps(rows, default=_as_json)])
        saved = {pk for (pk,) in cursor.fetchall()}
    given_up: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        over = isinstance(outcomes[mail.pk], MailRefused | MailFailed)
        # What another worker has taken over is that worker's to undo.
        if over and mail.prepared_at and mail.pk in saved:
            given_up[mail.mail_type].append(mail)
    for code, batch in given_up.items():
        mail_type = find_mail_type(code)
        if mail_type and mail_type.undo:
            mail_type.undo(batch, now)


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
    over = not isinstance(outcome, Claimed | Postponed)
    # Addresses that we were only lent (a friend's) are forgotten as soon as possible.
    if over and (not mail.keep_address or mail.reason == MailRefusal.ERASED):
        mail.email = mail.name = mail.reply_to = ""
        mail.values = {}


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    assert isinstance(value, bytes | memoryview)
    return bytes(value).hex()
