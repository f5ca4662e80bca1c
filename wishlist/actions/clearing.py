from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from wishlist.models import Wish, Wishlist

# How long a removed wish or list can be restored.
KEPT_FOR = timedelta(days=30)
CHUNK = 5000


def purge_removed(*, now: datetime) -> Iterator[int]:
    """Delete wishes and lists that were removed long ago; yield the rows of each chunk."""
    before = now - KEPT_FOR
    for model in (Wish, Wishlist):
        rows = model._default_manager.filter(removed_at__lt=before).order_by("pk")
        while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
            # Asked again: one may have been restored since the keys were read.
            with transaction.atomic():
                model._default_manager.filter(pk__in=keys, removed_at__lt=before).delete()
            yield len(keys)
