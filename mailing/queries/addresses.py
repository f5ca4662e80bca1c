"""E-mail addresses by their keyed hash."""

from collections.abc import Iterable

from django.conf import settings

from mailing.models import Suppression
from mailing.rules.addresses import hashed


def address_hash(email: str) -> bytes:
    """16 bytes, the same however the address is capitalised."""
    return hashed(email, key=settings.ADDRESS_KEY)


def suppressed(
    shops: Iterable[int], hashes: Iterable[bytes]
) -> dict[tuple[int, bytes], str]:
    """The reason of each suppression, by shop and hash. Queries: 1."""
    rows = Suppression.objects.filter(shop__in=set(shops), address_hash__in=set(hashes))
    found = rows.values_list("shop", "address_hash", "reason")
    # BinaryField comes back as memoryview, which does not equal the bytes asked for.
    return {(shop, bytes(each)): reason for shop, each, reason in found}
