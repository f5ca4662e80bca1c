"""Check, save and restore what a shop writes in its mails."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from core.errors import Refused
from mailing.mail_types import MailType
from mailing.models import MailText
from mailing.phrases.text_problems import problem_sentences
from mailing.queries.mail_texts import names_allowed
from mailing.rules.markup import MailSource, NameType, line_problems, text_problems
from shop.models import Shop


class InvalidMailText(Refused):
    """``by_field`` holds the sentences, each about one thing to correct."""

    code = "wrong_text"

    def __init__(self, by_field: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(each for found in by_field.values() for each in found))
        self.by_field = by_field


def check_text(mail_type: MailType, source: MailSource) -> None:
    """Raises: InvalidMailText where something in it could not be rendered."""
    known = names_allowed(mail_type)
    # A subject holds words only: neither a block nor an address has a place there.
    words = {name: what for name, what in known.items() if what is NameType.WORDS}
    found = {
        "subject": problem_sentences(line_problems(source.subject, known), words),
        "preheader": problem_sentences(line_problems(source.preheader, known), words),
        "body": problem_sentences(text_problems(source.body, known), known),
    }
    if wrong := {field: sentences for field, sentences in found.items() if sentences}:
        raise InvalidMailText(wrong)


@transaction.atomic
def save_text(
    *,
    shop: Shop,
    mail_type: MailType,
    language: str,
    source: MailSource,
    author: str,
    now: datetime,
) -> MailText:
    """Replace the shop's text of this type and language.

    Raises: InvalidMailText.
    """
    check_text(mail_type, source)
    text, _created = MailText.objects.update_or_create(
        shop=shop,
        mail_type=mail_type.code,
        language=language,
        defaults={
            "subject": source.subject,
            "preheader": source.preheader,
            "body": source.body,
            "author": author,
            "saved_at": now,
        },
    )
    return text


def restore_text(*, shop: Shop, mail_type: MailType, language: str) -> bool:
    """Use the default text again; whether the shop had one of its own."""
    rows = MailText.objects.filter(shop=shop, mail_type=mail_type.code, language=language)
    return bool(rows.delete()[0])
