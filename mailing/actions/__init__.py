"""Queue mails and send them; record what people say about mails. Nothing else sends any."""

from mailing.actions.consents import save_consent, unsubscribe
from mailing.actions.delivery_events import record_event
from mailing.actions.erasure import forget_address, on_erase
from mailing.actions.preferences import record_consent, set_language, set_preferences
from mailing.actions.queueing import Recipient, queue, queue_many
from mailing.actions.sending import send_due
from mailing.actions.suppressions import suppress

__all__ = [
    "Recipient",
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
