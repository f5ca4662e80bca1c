"""Whose lists they are when two accounts are merged, unmerged, and when one is erased."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from shop.models import Customer
from wishlist.models import WishEvent, Wishlist


def on_merge(*, kept: Customer, absorbed: Customer) -> None:
    """Give the lists of ``absorbed`` to ``kept``; they remember their original owner.

    What both wished for on one day counts once from then on.
    """
    lists = Wishlist.objects.filter(customer=absorbed)
    # Those that came from an earlier merge keep the owner they remember.
    lists.filter(original_owner=None).update(original_owner=absorbed, customer=kept)
    lists.update(customer=kept)
    # Before they change hands: the unique constraint allows one a customer, product, day.
    same = WishEvent.objects.filter(
        customer=kept, product=OuterRef("product"), day=OuterRef("day")
    )
    added = WishEvent.objects.filter(customer=absorbed)
    added.filter(Exists(same)).delete()
    added.filter(original_owner=None).update(original_owner=absorbed, customer=kept)
    added.update(customer=kept)


def on_unmerge(*, kept: Customer, parting: Customer, merged_ids: Collection[int]) -> None:
    """``merged_ids``: the customers whose lists go along, by primary key.

    A default list is one again, also where it has been removed meanwhile.
    """
    # Lists of those who were merged into the parting one stay merged with them.
    away = Wishlist.objects.filter(customer=kept, original_owner__in=merged_ids)
    away.exclude(original_owner=parting).update(customer=parting)
    own = away.filter(original_owner=parting)
    own.filter(default=True).update(customer=parting, original_owner=None, removed_at=None)
    own.update(customer=parting, original_owner=None)
    added = WishEvent.objects.filter(customer=kept, original_owner__in=merged_ids)
    added.exclude(original_owner=parting).update(customer=parting)
    added.filter(original_owner=parting).update(customer=parting, original_owner=None)


def on_erase(*, customer: Customer) -> None:
    """Delete the customer's lists; what they wished for still counts, without a name."""
    Wishlist.objects.filter(customer=customer).delete()
    WishEvent.objects.filter(customer=customer).update(customer=None, original_owner=None)
