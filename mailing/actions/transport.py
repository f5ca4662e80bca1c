"""Deliver one mail to the mail server, and interpret its answer."""

from contextlib import suppress
from dataclasses import dataclass
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mailing.actions.messages import WireMessage
from mailing.models import Mail
from mailing.rendering import RenderedMail
from mailing.rules.headers import (
    addressed,
    ascii_address,
    message_id,
    one_line,
)
from mailing.rules.smtp_answers import is_permanent, is_unknown_recipient

# SMTP: "service not available, closing".
_CLOSING = 421
# HTTP statuses that concern our account or the moment, not the mail: worth a retry.
_RETRY_STATUSES = {401, 402, 403, 404, 408, 425, 429}
# What a row keeps of an answer.
_ANSWER_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken the mail; ``provider_id`` is its name for it, or empty."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """Retry later. ``unreachable``: no other mail would get through now either."""

    answer: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """Do not retry. ``unknown_recipient``: the address is wrong, not the mail."""

    answer: str
    unknown_recipient: bool = False


type DeliveryAnswer = Accepted | TemporaryFailure | PermanentFailure


class MailServer:
    """A connection to the mail server: opened when it is needed, and kept."""

    def __init__(self, mailer: Any) -> None:
        self._mailer = mailer
        self._used = False

    def deliver(self, mail: Mail, rendered: RenderedMail) -> DeliveryAnswer:
        """Reconnect once: many servers close the connection after so many mails."""
        answer = _deliver(mail, rendered, self._mailer)
        if isinstance(answer, TemporaryFailure) and answer.unreachable:
            self.close()
            if self._used:
                self._used = False
                return self.deliver(mail, rendered)
        self._used = self._used or isinstance(answer, Accepted)
        return answer

    def close(self) -> None:
        """Closing a dead connection may fail; ignore it."""
        with suppress(OSError):
            self._mailer.close()


def _deliver(mail: Mail, rendered: RenderedMail, mailer: Any) -> DeliveryAnswer:
    try:
        validate_email(mail.email)
        message = compose(mail, rendered)
        mailer.open()
        mailer.send_messages([message])
    except ValidationError:
        return PermanentFailure("The address is not one.", unknown_recipient=True)
    # SMTPException is an OSError: it must be caught first.
    except SMTPException as error:
        return _answer_of_smtp(error)
    except AnymailError as error:
        return _answer_of_provider(error)
    except OSError as error:
        return TemporaryFailure(_error_text(error), unreachable=True)
    except ValueError as error:
        return PermanentFailure(_error_text(error))
    status = getattr(message, "anymail_status", None)
    return Accepted((status and status.message_id) or "")


def compose(mail: Mail, rendered: RenderedMail) -> WireMessage:
    """Raises: ValueError for what cannot stand in a header."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    # The same at every try: mailboxes may recognise a mail that arrives twice.
    same_id = message_id(mail.pk, int(mail.queued_at.timestamp()), host)
    name = mail.name
    if mail.customer:
        name = f"{mail.customer.first_name} {mail.customer.last_name}"
    reply_to = mail.reply_to or rendered.reply_to
    message = WireMessage(
        one_line(rendered.subject),
        rendered.text,
        rendered.sender or None,
        [addressed(name, mail.email)],
        reply_to=[ascii_address(reply_to)] if reply_to else [],
        headers={**rendered.headers, "Message-ID": same_id},
    )
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    # Providers send this back with their delivery events.
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]
    message.tags = [mail.mail_type]  # type: ignore[attr-defined]
    message.track_opens = False  # type: ignore[attr-defined]
    return message


def _answer_of_smtp(error: SMTPException) -> DeliveryAnswer:
    match error:
        case SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _answer_of_code(code, _decoded(text))
        case SMTPNotSupportedError():
            return PermanentFailure(_error_text(error))
        case SMTPAuthenticationError() | SMTPConnectError() | SMTPHeloError():
            return TemporaryFailure(_error_text(error), unreachable=True)
        case SMTPSenderRefused() if error.smtp_code != _CLOSING:
            # A setting of this shop, which can be put right; other shops' mails may pass.
            return TemporaryFailure(_error_text(error))
        case SMTPResponseException():
            return _answer_of_code(error.smtp_code, _decoded(error.smtp_error))
        case _:
            return TemporaryFailure(_error_text(error), unreachable=True)


def _answer_of_code(code: int, text: str) -> DeliveryAnswer:
    answer = f"{code} {text}"[:_ANSWER_LENGTH]
    if is_permanent(code):
        return PermanentFailure(answer, unknown_recipient=is_unknown_recipient(answer))
    return TemporaryFailure(answer, unreachable=code == _CLOSING)


def _answer_of_provider(error: AnymailError) -> DeliveryAnswer:
    if isinstance(error, AnymailRecipientsRefused):
        # Providers refuse addresses that they have suppressed themselves: these bounced.
        return PermanentFailure(_error_text(error), unknown_recipient=True)
    if not isinstance(error, AnymailAPIError):
        return PermanentFailure(_error_text(error))
    status = error.status_code
    if status is None or status in _RETRY_STATUSES or status >= 500:  # noqa: PLR2004
        return TemporaryFailure(_error_text(error), unreachable=True)
    return PermanentFailure(_error_text(error))


def _decoded(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def _error_text(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"[:_ANSWER_LENGTH]
    return f"{type(error).__name__}: {error}"[:_ANSWER_LENGTH]
