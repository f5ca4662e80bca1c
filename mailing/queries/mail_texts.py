"""What a mail type says: the shop's own words, else ours."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from mailing.mail_types import MailType, placeholders_of
from mailing.models import Branding, MailText
from mailing.rules.markup import MailSource, NameType, read_source
from shop.models import Shop

type Wanted = tuple[int, str, str]  # a shop, a mail type, a language


def shop_texts(wanted: Iterable[Wanted]) -> dict[Wanted, MailSource]:
    """Those that shops have written. One query."""
    keys = set(wanted)
    rows = MailText.objects.filter(
        shop__in={shop for shop, _, _ in keys},
        mail_type__in={mail_type for _, mail_type, _ in keys},
    )
    found = {(row.shop_id, row.mail_type, row.language): _text_of(row) for row in rows}
    return {key: found[key] for key in keys if key in found}


def _text_of(row: MailText) -> MailSource:
    return MailSource(subject=row.subject, preheader=row.preheader, body=row.body)


def default_text(mail_type: MailType, language: str) -> MailSource:
    """Ours; in French for a language that we do not speak."""
    spoken = language if language in dict(settings.LANGUAGES) else "fr"
    return _read(mail_type.texts / f"{mail_type.code}.{spoken}.txt")


@cache
def _read(path: Path) -> MailSource:
    return read_source(path.read_text(encoding="utf-8"))


def names_allowed(mail_type: MailType) -> Mapping[str, NameType]:
    """All that may stand in its text, and where."""
    known = {
        name: NameType.ADDRESS if value.type == "url" else NameType.WORDS
        for name, value in placeholders_of(mail_type).items()
    }
    return known | dict.fromkeys(mail_type.blocks, NameType.BLOCK)


def brandings(shops: Iterable[Shop]) -> dict[int, Branding]:
    """Of each shop, by primary key: what it has set, else the usual. One query."""
    by_key = {shop.pk: shop for shop in shops}
    rows = Branding.objects.filter(shop__in=by_key)
    found = {row.shop_id: row for row in rows}
    return {key: found.get(key) or Branding(shop=shop) for key, shop in by_key.items()}
