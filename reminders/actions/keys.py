"""Make and check the key in the address that a host without a scheduler calls."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.db import transaction

from reminders.models import Schedule
from shop.models import Shop


@transaction.atomic
def make_key(*, shop: Shop, now: datetime) -> str:
    """Answers the new key, which is kept as a digest only: it is shown this once. The key
    before no longer opens anything.
    """
    key = secrets.token_urlsafe(32)
    schedule, _is_new = Schedule.objects.get_or_create(shop=shop)
    schedule.key_digest, schedule.key_made_at = _digest(key), now
    schedule.save(update_fields=["key_digest", "key_made_at"])
    return key


def check_key(*, shop: str, key: str) -> Shop | None:
    """Answer the shop of this code, if the key is its own; else None.

    Takes as long for a wrong key as for a shop without one, so that time tells nothing.
    """
    schedule = Schedule.objects.select_related("shop").filter(shop__code=shop).first()
    expected = bytes(schedule.key_digest) if schedule and schedule.key_digest else b""
    # Compared at full length even where there is no key.
    is_right = hmac.compare_digest(expected.ljust(32, b"\0"), _digest(key))
    return schedule.shop if schedule and expected and is_right else None


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
