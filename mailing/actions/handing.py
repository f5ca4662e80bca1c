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
from mailing.queries.rendering import Rendered

# SMTP: "I am closing". HTTP: what says something of us or of the hour, not of the mail.
_CLOSING = 421
_NOT_NOW = {401, 402, 403, 404, 408, 425, 429}


@dataclass(frozen=True, slots=True)
class Handed:
    """It is theirs now; ``provider_id`` is what they call it."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class NotNow:
    """To be tried again. ``all`` says that no other mail would do better."""

    answer: str
    all: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """Not to be tried again. ``nobody`` says that the address is wrong."""

    answer: str
    nobody: bool = False


type Answer = Handed | NotNow | Never


class Line:
    """The way to the mail server: opened when it is needed, and kept."""

    def __init__(self, mailer: Any) -> None:
        self._mailer = mailer
        self._used = False

    def hand_over(self, mail: Mail, rendered: Rendered) -> Answer:
        """Many servers hang up after so many mails: then it is opened once more."""
        answer = _hand_over(mail, rendered, self._mailer)
        if _is_away(answer):
            self.close()
            if self._used:
                self._used = False
                return self.hand_over(mail, rendered)
        self._used = self._used or isinstance(answer, Handed)
        return answer

    def close(self) -> None:
        """Of a server that is gone one cannot take leave."""
        with suppress(OSError):
            self._mailer.close()


def _is_away(answer: Answer) -> bool:
    return isinstance(answer, NotNow) and answer.all


def _hand_over(mail: Mail, rendered: Rendered, mailer: Any) -> Answer:
    try:
        validate_email(mail.email)
        message = compose(mail, rendered)
        mailer.open()
        mailer.send_messages([message])
    except ValidationError:
        return Never("The address is not one.", nobody=True)
    except SMTPException as error:
        return _of_smtp(error)
    except AnymailError as error:
        return _of_provider(error)
    except OSError as error:
        return NotNow(_said(error), all=True)
    except ValueError as error:
        return Never(_said(error))
    status = getattr(message, "anymail_status", None)
    return Handed((status and status.message_id) or "")


def compose(mail: Mail, rendered: Rendered) -> EmailMultiAlternatives:
    """Raises ValueError for what cannot stand in the head of a mail."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    message_id = rules.message_id(mail.pk, int(mail.queued_at.timestamp()), host)
    reply_to = mail.reply_to or rendered.reply_to
    message = EmailMultiAlternatives(
        rules.one_line(rendered.subject),
        rendered.text,
        rendered.sender or None,
        [rules.addressed(_name(mail), mail.email)],
        reply_to=[reply_to] if reply_to else [],
        headers={**rendered.headers, "Message-ID": message_id},
    )
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    # Theirs to send back with what they tell us of it.
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]
    message.tags = [mail.kind]  # type: ignore[attr-defined]
    message.track_opens = False  # type: ignore[attr-defined]
    return message


def _name(mail: Mail) -> str:
    if mail.customer:
        return f"{mail.customer.first_name} {mail.customer.last_name}"
    return mail.name


def _of_smtp(error: SMTPException) -> Answer:
    match error:
        case SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _by_code(code, _words(text))
        case SMTPNotSupportedError():
            return Never(_said(error))
        case SMTPAuthenticationError() | SMTPConnectError() | SMTPHeloError():
            return NotNow(_said(error), all=True)
        case SMTPSenderRefused() if error.smtp_code != _CLOSING:
            # Our sender is not welcome: a matter of settings, which can be put right.
            return NotNow(_said(error))
        case SMTPResponseException():
            return _by_code(error.smtp_code, _words(error.smtp_error))
        case _:
            return NotNow(_said(error), all=True)


def _by_code(code: int, text: str) -> Answer:
    answer = f"{code} {text}"[:500]
    if rules.is_final(code):
        return Never(answer, nobody=rules.is_nobody(text))
    return NotNow(answer, all=code == _CLOSING)


def _of_provider(error: AnymailError) -> Answer:
    if isinstance(error, AnymailRecipientsRefused):
        return Never(_said(error), nobody=True)
    if not isinstance(error, AnymailAPIError):
        return Never(_said(error))
    status = error.status_code
    if status is None or status in _NOT_NOW or status >= 500:  # noqa: PLR2004
        return NotNow(_said(error), all=True)
    return Never(_said(error))


def _words(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"[:500]
    return f"{type(error).__name__}: {error}"[:500]
