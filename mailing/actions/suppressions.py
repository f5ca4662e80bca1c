"""Addresses that are written to no more, kept as hashes. They outlive their owners."""

from datetime import datetime

from mailing.models import Suppression
from mailing.queries.addresses import address_hash
from shop.models import Shop


def suppress(*, shop: Shop, email: str, reason: Suppression.Reason, now: datetime) -> None:
    suppress_hash(shop=shop.pk, address_hash=address_hash(email), reason=reason, now=now)


def suppress_hash(
    *, shop: int, address_hash: bytes, reason: Suppression.Reason, now: datetime
) -> None:
    """Idempotent. The first reason stays, except that a bounce replaces any other: it stops
    service mails too.
    """
    row, created = Suppression.objects.get_or_create(
        shop_id=shop, address_hash=address_hash, defaults={"reason": reason, "since": now}
    )
    if not created and reason == Suppression.Reason.BOUNCED and row.reason != reason:
        row.reason, row.since = reason, now
        row.save(update_fields=["reason", "since"])


def unsuppress(
    *,
    shop: Shop,
    email: str,
    unless: Suppression.Reason | None = None,
    until: datetime | None = None,
) -> None:
    """Write to the address again, unless it is suppressed for the reason ``unless``, or
    since later than ``until``.
    """
    rows = Suppression.objects.filter(shop=shop, address_hash=address_hash(email))
    if until is not None:
        rows = rows.filter(since__lte=until)
    rows.exclude(reason=unless or "").delete()


def unsuppress_hash(*, shop: int, address_hash: bytes) -> None:
    """For staff, who see no address, only its hash."""
    Suppression.objects.filter(shop=shop, address_hash=address_hash).delete()
