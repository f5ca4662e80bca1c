"""The message as Django sends it, with the bytes of its head as ``mailing.rules`` writes
them.
"""

import email.policy
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import Policy
from typing import Any, override

from django.core.mail import EmailMultiAlternatives

from mailing.models import Branding
from mailing.queries.mail_texts import sender_of
from mailing.rules.headers import ascii_address, one_line
from mailing.rules.wire import on_the_wire


class WireMessage(EmailMultiAlternatives):
    """Raises ValueError where something cannot stand in a header."""

    @override
    def message(self, *, policy: "Policy[Any] | None" = None) -> EmailMessage:
        return super().message(policy=on_the_wire(policy or email.policy.default))


def message_of(
    *, branding: Branding, to: Sequence[str], subject: str, text: str
) -> WireMessage:
    """Build a mail that is sent at once and is no row: a log-in code, word to staff. It
    comes from the shop's sender like its other mails.

    Raises: ValueError for an address that no mail server takes.
    """
    return WireMessage(
        subject=one_line(subject),
        body=text,
        from_email=sender_of(branding),
        to=[ascii_address(each) for each in to],
        reply_to=[ascii_address(branding.reply_to)] if branding.reply_to else [],
        # RFC 3834: tells auto-responders not to answer.
        headers={"Auto-Submitted": "auto-generated"},
    )
