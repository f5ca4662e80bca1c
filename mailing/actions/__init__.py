"""Queue a mail, keep what people have said about mails. The only way to write to anyone."""

from mailing.actions.consents import consent, unsubscribe
from mailing.actions.forgetting import forget
from mailing.actions.hearing import Heard, hear
from mailing.actions.pacing import open_pace
from mailing.actions.preferring import answer, leave, prefer, speak
from mailing.actions.queueing import Draft, Drafts, Recipient, queue, queue_many
from mailing.actions.sending import Batch, send_due
from mailing.actions.suppressing import lift, lift_hash, suppress
from mailing.actions.trying import send_test
from mailing.actions.writing import WrongText, check_text, restore_text, write_text
from mailing.queries import may_receive

__all__ = [
    "Batch",
    "Draft",
    "Drafts",
    "Heard",
    "Recipient",
    "WrongText",
    "answer",
    "check_text",
    "consent",
    "forget",
    "hear",
    "leave",
    "lift",
    "lift_hash",
    "may_receive",
    "open_pace",
    "prefer",
    "queue",
    "queue_many",
    "restore_text",
    "send_due",
    "send_test",
    "speak",
    "suppress",
    "unsubscribe",
    "write_text",
]
