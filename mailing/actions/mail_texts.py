"""What a shop writes in its mails, and how they look."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.errors import Refused
from core.templatetags.typography import together
from mailing import queries as mailing_queries
from mailing.mail_types import MailType
from mailing.models import MailText
from mailing.rules.markup import (
    KnownNames,
    MailSource,
    NameType,
    ProblemType,
    TextProblem,
    line_problems,
    text_problems,
)
from shop.models import Shop

_PROBLEM_SENTENCES: Mapping[ProblemType, StrOrPromise] = {
    ProblemType.UNKNOWN: gettext_lazy(
        "“%(about)s” is not known here. What can be said in this place: %(known)s."
    ),
    ProblemType.STRAY: gettext_lazy(
        "“%(about)s”: braces stand around the name of a value, and nowhere else."
    ),
    ProblemType.NOT_ALONE: gettext_lazy(
        "“%(about)s” stands alone, between empty lines; an address only in a button, such"
        " as [Label]({account_url})."
    ),
    ProblemType.NO_ADDRESS: gettext_lazy(
        "“%(about)s” is no address. What a button can lead to: %(known)s."
    ),
}


class InvalidMailText(Refused):
    """``by_field`` holds the sentences, each about one thing that cannot stay."""

    code = "wrong_text"

    def __init__(self, by_field: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(each for said in by_field.values() for each in said))
        self.by_field = by_field


def check_text(mail_type: MailType, source: MailSource) -> None:
    """Raises WrongText where something in it could not be said."""
    known = mailing_queries.names_allowed(mail_type)
    words = {name: what for name, what in known.items() if what is NameType.WORDS}
    found = {
        "subject": _problem_sentences(line_problems(source.subject, known), words),
        "preheader": _problem_sentences(line_problems(source.preheader, known), words),
        "body": _problem_sentences(text_problems(source.body, known), known),
    }
    if wrong := {field: said for field, said in found.items() if said}:
        raise InvalidMailText(wrong)


def _problem_sentences(found: Iterable[TextProblem], known: KnownNames) -> list[str]:
    return [
        str(_PROBLEM_SENTENCES[each.type])
        % {"about": each.about, "known": _names_allowed(each, known)}
        for each in dict.fromkeys(found)
    ]


def _names_allowed(fault: TextProblem, known: KnownNames) -> str:
    wanted = {NameType.ADDRESS} if fault.type is ProblemType.NO_ADDRESS else set(NameType)
    names = [f"{{{name}}}" for name, what in known.items() if what in wanted]
    return together(names) or _("nothing")


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
    """In the place of what was said before. Raises WrongText."""
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
    """Say it in our own words again; whether there were others."""
    rows = MailText.objects.filter(shop=shop, mail_type=mail_type.code, language=language)
    return bool(rows.delete()[0])
