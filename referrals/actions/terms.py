"""Save the merchant's settings: a change is a new version, and older ones stay valid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from referrals.models import ReferralTerms
from referrals.queries.terms import terms_at
from shop.models import Shop

_NOT_SETTINGS = {"id", "shop", "number", "effective_from", "author", "recorded_at"}
TERMS_FIELDS = [
    field.name
    for field in ReferralTerms._meta.concrete_fields
    if field.name not in _NOT_SETTINGS
]


class StaleTerms(Refused):
    code = "stale_settings"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed these settings meanwhile. Look at them again.")
        )


@transaction.atomic
def save_terms(
    *,
    shop: Shop,
    base: int,
    values: Mapping[str, Any],
    author: str,
    now: datetime,
) -> ReferralTerms:
    """Save the next version of the terms; return the current one where nothing changes.

    ``base`` is the number of the version that the form started from, 0 for none.

    Raises: StaleTerms.
    """
    # Two forms saved at once would both become the next number: one waits here.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    current = terms_at(shop, now)
    if (current.number if current else 0) != base:
        raise StaleTerms
    if current and all(getattr(current, name) == values[name] for name in TERMS_FIELDS):
        return current
    return ReferralTerms.objects.create(
        shop=shop,
        number=base + 1,
        effective_from=now,
        author=author,
        **{name: values[name] for name in TERMS_FIELDS},
    )
