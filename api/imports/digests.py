"""What files have said before, so that saying it again costs next to nothing."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from django.db import connection

from api.imports.spool import Row
from api.models import ImportedOrder
from shop.models import Shop


def digest(shop: Shop, rows: Sequence[Row]) -> bytes:
    """Equal where the rows of an order would be read the same, wherever they stand."""
    said = "\n".join([shop.timezone, *(content for _line, content in rows)])
    return blake2b(said.encode(errors="surrogatepass"), digest_size=16).digest()


def known(shop: Shop, said: Mapping[str, bytes]) -> set[str]:
    """Ids of the orders of which a file has said just this. One query."""
    rows = ImportedOrder.objects.filter(shop=shop, external_id__in=said)
    return {
        external_id
        for external_id, before in rows.values_list("external_id", "said")
        if bytes(before) == said[external_id]
    }


def remember(shop: Shop, said: Mapping[str, bytes]) -> None:
    """Once the orders are in: a run that is cut off before only reads them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO api_importedorder (shop_id, external_id, said)
            SELECT %s, * FROM unnest(%s::text[], %s::bytea[])
            ON CONFLICT (shop_id, external_id) DO UPDATE SET said = excluded.said
            """,
            [shop.pk, list(said), list(said.values())],
        )
