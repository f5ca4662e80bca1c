"""The message as Django sends it, with the bytes of its head as ``mailing.rules`` writes
them.
"""

import email.policy
from email.message import EmailMessage
from email.policy import Policy
from typing import Any, override

from django.core.mail import EmailMultiAlternatives

from mailing.rules.wire import on_the_wire


class WireMessage(EmailMultiAlternatives):
    """Raises ValueError where something cannot stand in a header."""

    @override
    def message(self, *, policy: "Policy[Any] | None" = None) -> EmailMessage:
        return super().message(policy=on_the_wire(policy or email.policy.default))
