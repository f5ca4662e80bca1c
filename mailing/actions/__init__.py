"""Queue a mail, keep what people have said about mails. The only way to write to anyone."""

from mailing.actions.consents import save_consent, unsubscribe
from mailing.actions.delivery_events import DeliveryEvent, record_event
from mailing.actions.erasure import on_erase
from mailing.actions.mail_texts import InvalidMailText, check_text, restore_text, save_text
from mailing.actions.preferences import (
    record_consent,
    set_language,
    set_preferences,
    unsubscribe_by_link,
)
from mailing.actions.queueing import MailDraft, MailDraftQuery, Recipient, queue, queue_many
from mailing.actions.sending import SentBatch, send_due
from mailing.actions.sending_limits import create_sending_limits
from mailing.actions.suppressions import suppress, unsuppress, unsuppress_hash
from mailing.actions.test_mail import send_test_mail
from mailing.queries import may_receive

__all__ = [
    "DeliveryEvent",
    "InvalidMailText",
    "MailDraft",
    "MailDraftQuery",
    "Recipient",
    "SentBatch",
    "check_text",
    "create_sending_limits",
    "may_receive",
    "on_erase",
    "queue",
    "queue_many",
    "record_consent",
    "record_event",
    "restore_text",
    "save_consent",
    "save_text",
    "send_due",
    "send_test_mail",
    "set_language",
    "set_preferences",
    "suppress",
    "unsubscribe",
    "unsubscribe_by_link",
    "unsuppress",
    "unsuppress_hash",
]
