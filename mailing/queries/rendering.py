"""What a mail says, as it is handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from mailing.models import Mail


@dataclass(frozen=True, slots=True)
class Rendered:
    """``sender`` and ``reply_to`` may carry a name before the address."""

    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def render(mails: Sequence[Mail]) -> dict[int, Rendered]:
    """By primary key. What cannot be written is not there."""
    return {mail.pk: _rendered(mail) for mail in mails}


def _rendered(mail: Mail) -> Rendered:
    kind = mail.declared
    assert kind
    path = kind.texts / f"{kind.code}.{mail.language}.txt"
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    subject = head.partition("\n")[0].removeprefix("Subject: ")
    return Rendered(
        _filled(subject, mail), _filled(body, mail), sender=settings.DEFAULT_FROM_EMAIL
    )


def _filled(text: str, mail: Mail) -> str:
    for name, value in mail.values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
