"""Queue mails and send them; record what people say about mails. Nothing else sends any."""

from mailing.actions.consents import save_consent, unsubscribe
from mailing.actions.delivery_events import DeliveryEvent, record_event
from mailing.actions.erasure import forget_address, on_erase
from mailing.actions.preferences import record_consent, set_language, set_preferences
from mailing.actions.queueing import (
    MailDraft,
    MailDraftQuery,
    Recipient,
    queue,
    queue_many,
)
from mailing.actions.sending import send_due
from mailing.actions.sending_limits import create_sending_limits
from mailing.actions.suppressions import suppress

__all__ = [
    "DeliveryEvent",
    "MailDraft",
    "MailDraftQuery",
    "Recipient",
    "create_sending_limits",
    "forget_address",
    "on_erase",
    "queue",
    "queue_many",
    "record_consent",
    "record_event",
    "save_consent",
    "send_due",
    "set_language",
    "set_preferences",
    "suppress",
    "unsubscribe",
]
