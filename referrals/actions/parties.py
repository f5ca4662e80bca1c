"""Sponsor and friend are locked together, by primary key, before anything else is."""

from collections.abc import Collection

from django.db.models import Q

from referrals import queries as referrals_queries
from referrals.models import Referral
from shop import queries as shop_queries
from shop.models import Customer, Shop


def lock_parties(
    *, shop: Shop, external_id: str | None, email: str = "", code: str = ""
) -> list[Customer]:
    """All whom a statement about this customer may give something to, locked: nobody where
    he was not brought by anybody. One query then.

    ``email`` is that of somebody who may be opening an account right now, ``code`` the
    one he gave as his sponsor's; an unknown one is nobody's.
    """
    if not external_id:
        return []
    waiting = (
        Q(friend=None, address=referrals_queries.address_digest(email))
        if email
        else Q(pk=None)
    )
    rows = Referral.objects.filter(Q(friend__external_id=external_id) | waiting, shop=shop)
    found = list(rows.values_list("sponsor", flat=True))
    sponsors = list(Customer.objects.filter(pk__in=found).select_related("shop"))
    if code and (coded := referrals_queries.sponsor_by_code(shop, code)):
        sponsors.append(coded.customer)
    if not sponsors:
        return []
    parties = {shop_queries.canonical(each).pk for each in sponsors}
    named = Customer.objects.filter(shop=shop, external_id=external_id)
    parties |= set(named.values_list("pk", flat=True))
    return _lock(shop, parties)


def lock_both(referral: Referral) -> list[Customer]:
    """Those of one referral, for who settles it by itself."""
    parties = {shop_queries.canonical(referral.sponsor).pk}
    if referral.friend:
        parties |= {referral.friend.pk, shop_queries.canonical(referral.friend).pk}
    return _lock(referral.shop, parties)


def _lock(shop: Shop, parties: Collection[int]) -> list[Customer]:
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=parties)
    found = list(rows.order_by("pk"))
    for customer in found:
        customer.shop = shop
    return found
