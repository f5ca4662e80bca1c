"""The nightly root of a shop's books, and whether the old ones still hold."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from core.audit import Inconsistency
from core.sql import Fragment, fetch
from shop.models import LedgerRoot, Shop


class Root(NamedTuple):
    root: bytes
    movements: int


# The hashes of what was recorded in between, points first, in the order of writing, after
# the root before: so a root covers all roots before it. By ``recorded_at``, for what is
# written late of an earlier day belongs to the night in which it was written. Entries are
# written after their movement and cannot be in its hash: they are here, so that points
# moved from lot to lot inside one movement do not go unseen.
_ROOT = Fragment("""
    WITH recorded AS (
        SELECT 1 AS book, entry.id, entry.hash || coalesce((
                   SELECT sha256(convert_to(string_agg(
                              concat_ws(':', part.id, part.lot_id, part.kind, part.points),
                              ',' ORDER BY part.id), 'UTF8'))
                   FROM points_ledgerentry part WHERE part.movement_id = entry.id
               ), ''::bytea) AS hash
        FROM points_movement entry
        WHERE entry.shop_id = %(shop)s
          AND entry.recorded_at > %(after)s AND entry.recorded_at <= %(until)s
        UNION ALL
        SELECT 2, entry.id, entry.hash
        FROM giftcards_cardmovement entry
        JOIN giftcards_giftcard card ON card.id = entry.card_id
        WHERE card.shop_id = %(shop)s
          AND entry.recorded_at > %(after)s AND entry.recorded_at <= %(until)s
    )
    SELECT sha256(%(before)s::bytea || coalesce(
               string_agg(hash, ''::bytea ORDER BY book, id), ''
           )), count(*)
    FROM recorded
""")


def root_of(shop: Shop, *, after: datetime, until: datetime, before: bytes) -> Root:
    """Hash what was recorded after the one instant and up to the other, after the root
    ``before``. Queries: 1.
    """
    values = {"shop": shop.pk, "after": after, "until": until, "before": before}
    [[root, movements]] = fetch(_ROOT.given(**values))
    return Root(bytes(root), movements)


def root_inconsistencies() -> Iterator[Inconsistency]:
    """Yield roots that the movements they cover do not give any more. Queries: 1 a root."""
    for shop in Shop.objects.order_by("pk"):
        after, before = shop.created_at, b""
        for row in LedgerRoot.objects.filter(shop=shop).order_by("until"):
            found = root_of(shop, after=after, until=row.until, before=before)
            if found.root != bytes(row.root):
                yield Inconsistency(
                    "what a root covers was not changed",
                    f"{shop.code}, movements recorded from {after:%Y-%m-%d %H:%M}"
                    f" to {row.until:%Y-%m-%d %H:%M}",
                    f"{row.movements} then, {found.movements} now, or others",
                )
            after, before = row.until, bytes(row.root)
