"""Texts and brandings of mails: the shop's own, else the defaults."""

from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from django.conf import settings

from mailing.mail_types import MailType, placeholders_of
from mailing.models import Branding, MailText
from mailing.rules.headers import addressed
from mailing.rules.markup import MailSource, NameType, read_source
from shop.models import Shop

type TextKey = tuple[int, str, str]  # shop (primary key), code of the mail type, language


def shop_texts(wanted: Iterable[TextKey]) -> dict[TextKey, MailSource]:
    """Return those that shops have written; others are missing. Queries: 1."""
    keys = set(wanted)
    # One filter per column finds a few texts too many; they are left out below.
    rows = MailText.objects.filter(
        shop__in={shop for shop, _, _ in keys}, mail_type__in={code for _, code, _ in keys}
    )
    found = {
        (row.shop_id, row.mail_type, row.language): MailSource(
            subject=row.subject, preheader=row.preheader, body=row.body
        )
        for row in rows
    }
    return {key: found[key] for key in keys if key in found}


def default_text(mail_type: MailType, language: str) -> MailSource:
    """Return the product's own text. Requires: a language that it speaks."""
    return _read(mail_type.texts / f"{mail_type.code}.{language}.txt")


@cache
def _read(path: Path) -> MailSource:
    return read_source(path.read_text(encoding="utf-8"))


def names_allowed(mail_type: MailType) -> Mapping[str, NameType]:
    """Return every name that may stand in braces in its text, and where."""
    known = {
        name: NameType.ADDRESS if value.type == "url" else NameType.WORDS
        for name, value in placeholders_of(mail_type).items()
    }
    return known | dict.fromkeys(mail_type.blocks, NameType.BLOCK)


def brandings(shops: Iterable[Shop]) -> dict[int, Branding]:
    """By primary key of the shop: what it has set, else the defaults. Queries: 1."""
    by_key = {shop.pk: shop for shop in shops}
    rows = Branding.objects.filter(shop__in=by_key)
    found = {row.shop_id: row for row in rows}
    return {key: found.get(key) or Branding(shop=shop) for key, shop in by_key.items()}


def sender_of(branding: Branding) -> str:
    """« Name <address> » from which a shop's mails come: the site's address where it has
    set none. Raises: ValueError for an address that no mail server takes.
    """
    address = branding.sender_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return addressed(branding.sender_name or branding.shop.name, address)
