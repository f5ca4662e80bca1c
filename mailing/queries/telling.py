"""Mails and what people say of them, in words for staff."""

from collections.abc import Collection

from django.db.models import QuerySet

from mailing.kinds import find
from mailing.models import Consent, Mail, Reason

_REASONS = {reason.value: reason.label for reason in Reason}


def what(mail: Mail) -> str:
    """Its kind; by its code where this release no longer knows it."""
    kind = find(mail.kind)
    return str(kind.label) if kind else mail.kind


def why(mail: Mail) -> str:
    """Why it was not received; nothing where it was."""
    kind = find(mail.kind)
    own = kind.reasons.get(mail.reason) if kind else None
    return str(own or _REASONS.get(mail.reason, mail.reason))


def mails_to(ids: Collection[int]) -> QuerySet[Mail]:
    """To a person under all his ids, the latest first."""
    rows = Mail.objects.filter(customer__in=ids)
    return rows.order_by("-queued_at", "-pk")


def words_of(ids: Collection[int]) -> QuerySet[Consent]:
    """All that a person has said under all his ids, the latest first."""
    rows = Consent.objects.filter(customer__in=ids)
    return rows.order_by("-said_at", "-pk")
