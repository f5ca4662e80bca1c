"""Queue a mail, keep what people have said about mails. The only way to write to anyone."""

from mailing.actions.consents import consent, unsubscribe
from mailing.actions.queueing import Draft, Drafts, Recipient, queue, queue_many
from mailing.actions.suppressing import lift, suppress
from mailing.queries import may_receive

__all__ = [
    "Draft",
    "Drafts",
    "Recipient",
    "consent",
    "lift",
    "may_receive",
    "queue",
    "queue_many",
    "suppress",
    "unsubscribe",
]
