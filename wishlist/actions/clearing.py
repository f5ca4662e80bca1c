from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from wishlist.models import Wish, Wishlist

# So long somebody can change his mind.
KEPT_FOR = timedelta(days=30)
CHUNK = 5000


def purge_removed(*, now: datetime) -> Iterator[int]:
    """Wishes and lists that were taken off long ago go for good, chunk by chunk."""
    before = now - KEPT_FOR
    for model in (Wish, Wishlist):
        rows = model._default_manager.filter(removed_at__lt=before).order_by("pk")
        while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
            with transaction.atomic():
                model._default_manager.filter(pk__in=keys, removed_at__lt=before).delete()
            yield len(keys)
