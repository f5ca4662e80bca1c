"""Whose lists they are when two accounts become one, when they part, and when one goes."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from shop.models import Customer
from wishlist.models import Added, Wishlist


def follow(*, kept: Customer, absorbed: Customer) -> None:
    """The lists of the one are the other's; they remember whose they were.

    What both wished for on one day is one wish from then on.
    """
    lists = Wishlist.objects.filter(customer=absorbed)
    lists.filter(home=None).update(home=absorbed, customer=kept)
    lists.update(customer=kept)
    same = Added.objects.filter(
        customer=kept, product=OuterRef("product"), day=OuterRef("day")
    )
    added = Added.objects.filter(customer=absorbed)
    added.filter(Exists(same)).delete()
    added.filter(home=None).update(home=absorbed, customer=kept)
    added.update(customer=kept)


def part(*, kept: Customer, parting: Customer, family: Collection[int]) -> None:
    """``family``: the customers whose lists go along, by primary key.

    A default list is one again, also where it has been removed meanwhile.
    """
    away = Wishlist.objects.filter(customer=kept, home__in=family)
    away.exclude(home=parting).update(customer=parting)
    own = away.filter(home=parting)
    own.filter(default=True).update(customer=parting, home=None, removed_at=None)
    own.update(customer=parting, home=None)
    added = Added.objects.filter(customer=kept, home__in=family)
    added.exclude(home=parting).update(customer=parting)
    added.filter(home=parting).update(customer=parting, home=None)


def forget(*, customer: Customer) -> None:
    """His lists go, with their links; what he wished for counts on without a name."""
    Wishlist.objects.filter(customer=customer).delete()
    Added.objects.filter(customer=customer).update(customer=None, home=None)
