"""What a kind of mail says: the shop's own words, else ours."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from mailing.kinds import Kind, placeholders_of
from mailing.models import Letterhead, MailText
from mailing.rules.texts import Source, What, read_source
from shop.models import Shop

type Wanted = tuple[int, str, str]  # a shop, a kind, a language


def sources(wanted: Iterable[Wanted]) -> dict[Wanted, Source]:
    """Those that shops have written. One query."""
    keys = set(wanted)
    rows = MailText.objects.filter(
        shop__in={shop for shop, _, _ in keys}, kind__in={kind for _, kind, _ in keys}
    )
    found = {(row.shop_id, row.kind, row.language): _source(row) for row in rows}
    return {key: found[key] for key in keys if key in found}


def _source(row: MailText) -> Source:
    return Source(subject=row.subject, preheader=row.preheader, body=row.body)


def default_source(kind: Kind, language: str) -> Source:
    """Ours; in French for a language that we do not speak."""
    spoken = language if language in dict(settings.LANGUAGES) else "fr"
    return _read(kind.texts / f"{kind.code}.{spoken}.txt")


@cache
def _read(path: Path) -> Source:
    return read_source(path.read_text(encoding="utf-8"))


def names_of(kind: Kind) -> Mapping[str, What]:
    """All that may stand in its text, and where."""
    known = {
        name: What.ADDRESS if value.type == "url" else What.WORDS
        for name, value in placeholders_of(kind).items()
    }
    return known | dict.fromkeys(kind.blocks, What.BLOCK)


def letterheads(shops: Iterable[Shop]) -> dict[int, Letterhead]:
    """Of each shop, by primary key: what it has set, else the usual. One query."""
    by_key = {shop.pk: shop for shop in shops}
    rows = Letterhead.objects.filter(shop__in=by_key)
    found = {row.shop_id: row for row in rows}
    return {key: found.get(key) or Letterhead(shop=shop) for key, shop in by_key.items()}
