"""One mail to the mail server, and what its answer means."""

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
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from mailing import rules
from mailing.models import Mail
from mailing.queries.rendering import RenderedMail

# SMTP: "I am closing". HTTP: what says something of us or of the hour, not of the mail.
_CLOSING = 421
_RETRY_STATUSES = {401, 402, 403, 404, 408, 425, 429}


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is theirs now; ``provider_id`` is what they call it."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """To be tried again. ``all`` says that no other mail would do better."""

    answer: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """Not to be tried again. ``nobody`` says that the address is wrong."""

    answer: str
    unknown_recipient: bool = False


type DeliveryAnswer = Accepted | TemporaryFailure | PermanentFailure


class MailServer:
    """The way to the mail server: opened when it is needed, and kept."""

    def __init__(self, mailer: Any) -> None:
        self._mailer = mailer
        self._used = False

    def deliver(self, mail: Mail, rendered: RenderedMail) -> DeliveryAnswer:
        """Many servers hang up after so many mails: then it is opened once more."""
        answer = _deliver(mail, rendered, self._mailer)
        if _is_unreachable(answer):
            self.close()
            if self._used:
                self._used = False
                return self.deliver(mail, rendered)
        self._used = self._used or isinstance(answer, Accepted)
        return answer

    def close(self) -> None:
        """Of a server that is gone one cannot take leave."""
        with suppress(OSError):
            self._mailer.close()


def _is_unreachable(answer: DeliveryAnswer) -> bool:
    return isinstance(answer, TemporaryFailure) and answer.unreachable


def _deliver(mail: Mail, rendered: RenderedMail, mailer: Any) -> DeliveryAnswer:
    try:
        validate_email(mail.email)
        message = compose(mail, rendered)
        mailer.open()
        mailer.send_messages([message])
    except ValidationError:
        return PermanentFailure("The address is not one.", unknown_recipient=True)
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


def compose(mail: Mail, rendered: RenderedMail) -> EmailMultiAlternatives:
    """Raises ValueError for what cannot stand in the head of a mail."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    message_id = rules.message_id(mail.pk, int(mail.queued_at.timestamp()), host)
    reply_to = mail.reply_to or rendered.reply_to
    message = EmailMultiAlternatives(
        rules.one_line(rendered.subject),
        rendered.text,
        rendered.sender or None,
        [rules.addressed(_recipient_name(mail), mail.email)],
        reply_to=[reply_to] if reply_to else [],
        headers={**rendered.headers, "Message-ID": message_id},
    )
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    # Theirs to send back with what they tell us of it.
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]
    message.tags = [mail.mail_type]  # type: ignore[attr-defined]
    message.track_opens = False  # type: ignore[attr-defined]
    return message


def _recipient_name(mail: Mail) -> str:
    if mail.customer:
        return f"{mail.customer.first_name} {mail.customer.last_name}"
    return mail.name


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
            # Our sender is not welcome: a matter of settings, which can be put right.
            return TemporaryFailure(_error_text(error))
        case SMTPResponseException():
            return _answer_of_code(error.smtp_code, _decoded(error.smtp_error))
        case _:
            return TemporaryFailure(_error_text(error), unreachable=True)


def _answer_of_code(code: int, text: str) -> DeliveryAnswer:
    answer = f"{code} {text}"[:500]
    if rules.is_permanent(code):
        return PermanentFailure(answer, unknown_recipient=rules.is_unknown_recipient(text))
    return TemporaryFailure(answer, unreachable=code == _CLOSING)


def _answer_of_provider(error: AnymailError) -> DeliveryAnswer:
    if isinstance(error, AnymailRecipientsRefused):
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
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"[:500]
    return f"{type(error).__name__}: {error}"[:500]
