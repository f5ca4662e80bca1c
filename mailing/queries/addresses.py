"""Addresses by their keyed hash."""

from collections.abc import Iterable

from django.conf import settings

from mailing import rules
from mailing.models import Suppression


def address_hash(email: str) -> bytes:
    return rules.hashed(email, key=settings.ADDRESS_KEY)


def suppressed(
    shops: Iterable[int], hashes: Iterable[bytes]
) -> dict[tuple[int, bytes], str]:
    """Why, by shop and hash; who is not there may be written to. One query."""
    rows = Suppression.objects.filter(shop__in=set(shops), address_hash__in=set(hashes))
    found = rows.values_list("shop", "address_hash", "reason")
    return {(shop, bytes(each)): reason for shop, each, reason in found}
