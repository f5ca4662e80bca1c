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
from mailing.kinds import Kind
from mailing.models import MailText
from mailing.rules.texts import Fault, Known, Source, What, Wrong, faults, line_faults
from shop.models import Shop

_SAID: Mapping[Wrong, StrOrPromise] = {
    Wrong.UNKNOWN: gettext_lazy(
        "“%(about)s” is not known here. What can be said in this place: %(known)s."
    ),
    Wrong.STRAY: gettext_lazy(
        "“%(about)s”: braces stand around the name of a value, and nowhere else."
    ),
    Wrong.NOT_ALONE: gettext_lazy(
        "“%(about)s” stands alone, between empty lines; an address only in a button, such"
        " as [Label]({account_url})."
    ),
    Wrong.NO_ADDRESS: gettext_lazy(
        "“%(about)s” is no address. What a button can lead to: %(known)s."
    ),
}


class WrongText(Refused):
    """``by_field`` holds the sentences, each about one thing that cannot stay."""

    code = "wrong_text"

    def __init__(self, by_field: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(each for said in by_field.values() for each in said))
        self.by_field = by_field


def check_text(kind: Kind, source: Source) -> None:
    """Raises WrongText where something in it could not be said."""
    known = mailing_queries.names_of(kind)
    words = {name: what for name, what in known.items() if what is What.WORDS}
    found = {
        "subject": _told(line_faults(source.subject, known), words),
        "preheader": _told(line_faults(source.preheader, known), words),
        "body": _told(faults(source.body, known), known),
    }
    if wrong := {field: said for field, said in found.items() if said}:
        raise WrongText(wrong)


def _told(found: Iterable[Fault], known: Known) -> list[str]:
    return [
        str(_SAID[each.wrong]) % {"about": each.about, "known": _names(each, known)}
        for each in dict.fromkeys(found)
    ]


def _names(fault: Fault, known: Known) -> str:
    wanted = {What.ADDRESS} if fault.wrong is Wrong.NO_ADDRESS else set(What)
    names = [f"{{{name}}}" for name, what in known.items() if what in wanted]
    return together(names) or _("nothing")


@transaction.atomic
def write_text(
    *, shop: Shop, kind: Kind, language: str, source: Source, author: str, now: datetime
) -> MailText:
    """In the place of what was said before. Raises WrongText."""
    check_text(kind, source)
    text, _created = MailText.objects.update_or_create(
        shop=shop,
        kind=kind.code,
        language=language,
        defaults={
            "subject": source.subject,
            "preheader": source.preheader,
            "body": source.body,
            "author": author,
            "written_at": now,
        },
    )
    return text


def restore_text(*, shop: Shop, kind: Kind, language: str) -> bool:
    """Say it in our own words again; whether there were others."""
    rows = MailText.objects.filter(shop=shop, kind=kind.code, language=language)
    return bool(rows.delete()[0])
