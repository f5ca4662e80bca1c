"""What has been imported before, so that importing it again costs next to nothing."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from django.db import connection

from api.imports.spool import Row
from api.models import ImportDigest
from shop.models import Shop


def digest(shop: Shop, rows: Sequence[Row]) -> bytes:
    """Equal where the rows of an order would be read the same, wherever they stand."""
    content = "\n".join([shop.timezone, *(content for _line, content in rows)])
    return blake2b(content.encode(errors="surrogatepass"), digest_size=16).digest()


def known(shop: Shop, digests: Mapping[str, bytes]) -> set[str]:
    """Ids of the orders that were imported with just this content. Queries: 1."""
    rows = ImportDigest.objects.filter(shop=shop, external_id__in=digests)
    return {
        external_id
        for external_id, before in rows.values_list("external_id", "digest")
        if bytes(before) == digests[external_id]
    }


def remember(shop: Shop, digests: Mapping[str, bytes]) -> None:
    """Keep the digests of orders. Queries: 1.

    Requires: the orders are imported; a run that is cut off before only reads them again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO api_importdigest (shop_id, external_id, digest)
            SELECT %s, * FROM unnest(%s::text[], %s::bytea[])
            ON CONFLICT (shop_id, external_id) DO UPDATE SET digest = excluded.digest
            """,
            [shop.pk, list(digests), list(digests.values())],
        )
