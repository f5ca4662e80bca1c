"""Lock sponsor and friend together, by primary key, before anything else is locked."""

from collections.abc import Collection

from django.db.models import Q

from referrals.models import Referral
from referrals.queries.persons import address_digest
from referrals.queries.sponsors import sponsor_by_code
from shop import queries as shop_queries
from shop.models import Customer, Shop


def lock_parties(
    *, shop: Shop, external_id: str | None, email: str = "", code: str = ""
) -> list[Customer]:
    """Lock all whom a statement about this customer may give something to; return them.

    Nobody where the customer was not referred (queries: 1). ``email`` is that of somebody
    who may be signing up right now, ``code`` the sponsor's that they gave; an unknown code
    names nobody.
    """
    if not external_id:
        return []
    waiting = Q(friend=None, address=address_digest(email)) if email else Q(pk=None)
    rows = Referral.objects.filter(Q(friend__external_id=external_id) | waiting, shop=shop)
    found = list(rows.values_list("sponsor", flat=True))
    sponsors = list(Customer.objects.filter(pk__in=found).select_related("shop"))
    if code and (coded := sponsor_by_code(shop, code)):
        sponsors.append(coded.customer)
    if not sponsors:
        return []
    # Rewards go to whom an id was merged into: that row is the one to lock.
    parties = {shop_queries.canonical(each).pk for each in sponsors}
    named = Customer.objects.filter(shop=shop, external_id=external_id)
    parties |= set(named.values_list("pk", flat=True))
    return _lock(shop, parties)


def lock_both(referral: Referral) -> list[Customer]:
    """Lock sponsor and friend of one referral, to settle it by itself; return them."""
    parties = {shop_queries.canonical(referral.sponsor).pk}
    if referral.friend:
        parties |= {referral.friend.pk, shop_queries.canonical(referral.friend).pk}
    return _lock(referral.shop, parties)


def _lock(shop: Shop, parties: Collection[int]) -> list[Customer]:
    # By primary key, so that two statements about friends of each other cannot deadlock;
    # NO KEY UPDATE, so that rows which only refer to a customer need not wait.
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=parties)
    found = list(rows.order_by("pk"))
    for customer in found:
        customer.shop = shop
    return found
