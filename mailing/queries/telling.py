"""Mails and what people say of them, in words for staff."""

from collections.abc import Collection

from django.db.models import QuerySet

from mailing.mail_types import find_mail_type
from mailing.models import Consent, Mail, RefusalReason

_REASONS = {reason.value: reason.label for reason in RefusalReason}


def mail_type_label(mail: Mail) -> str:
    """Its mail type; by its code where this release no longer knows it."""
    mail_type = find_mail_type(mail.mail_type)
    return str(mail_type.label) if mail_type else mail.mail_type


def refusal_label(mail: Mail) -> str:
    """Why it was not received; nothing where it was."""
    mail_type = find_mail_type(mail.mail_type)
    own = mail_type.reasons.get(mail.reason) if mail_type else None
    return str(own or _REASONS.get(mail.reason, mail.reason))


def mails_to(ids: Collection[int]) -> QuerySet[Mail]:
    """To a person under all his ids, the latest first."""
    rows = Mail.objects.filter(customer__in=ids)
    return rows.order_by("-queued_at", "-pk")


def consents_of(ids: Collection[int]) -> QuerySet[Consent]:
    """All that a person has said under all his ids, the latest first."""
    rows = Consent.objects.filter(customer__in=ids)
    return rows.order_by("-recorded_at", "-pk")
