"""Somebody opens an account: has he been brought by a customer, and by whom?"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from core.addresses import same_person
from referrals import queries as referrals_queries
from referrals.actions.accepting import still_open
from referrals.models import Referral, Sponsor
from referrals.rules import FraudReason
from shop.models import Customer

# So many friends from one connection and browser, or of one sponsor, in this time are many.
MANY = 4
SHORT = timedelta(days=7)


@transaction.atomic
def link_friend(*, customer: Customer, now: datetime, code: str = "") -> Referral | None:
    """The referral by which the new member has come, linked to him; None without one.

    The caller has locked him and the sponsor. ``code`` is a sponsor's, where the shop
    asks for it when an account is opened. The friend's own word counts before a mere
    invitation, the latest first; twice is once.
    """
    if not customer.may_earn or not same_person(customer.email):
        return None
    if Referral.objects.filter(friend=customer).exists():
        return None
    found = _coded(customer, code, now) if code else _waiting(customer, now)
    if found is None:
        return None
    found.friend = customer
    found.registered_at = customer.opened_at or now
    found.status = Referral.Status.REGISTERED
    found.initials = ""
    found.reasons = sorted(_reasons(found, customer))
    found.save()
    others = Referral.objects.filter(
        shop=customer.shop_id, address=bytes(found.address), friend=None
    )
    others.update(status=Referral.Status.LAPSED)
    return found


def _waiting(customer: Customer, now: datetime) -> Referral | None:
    rows = Referral.objects.filter(
        shop=customer.shop_id,
        address=referrals_queries.address_digest(customer.email),
        friend=None,
        status=Referral.Status.INVITED,
        sponsor__erased_at=None,
    ).select_related("sponsor__shop", "terms")
    latest = rows.order_by(F("accepted_at").desc(nulls_last=True), "-created_at", "-pk")
    return next((each for each in latest if still_open(each, now)), None)


def _coded(customer: Customer, code: str, now: datetime) -> Referral | None:
    """The one that waits with this sponsor, or a new one: the code is his word."""
    sponsor = referrals_queries.sponsor_by_code(customer.shop, code)
    terms = referrals_queries.open_terms(customer.shop, now)
    if sponsor is None or terms is None or sponsor.customer_id == customer.pk:
        return None
    address = referrals_queries.address_digest(customer.email)
    row, _made = Referral.objects.get_or_create(
        sponsor=sponsor.customer,
        address=address,
        defaults={
            "shop": customer.shop,
            "terms": terms,
            "channel": Referral.Channel.SHOP,
            "created_at": min(now, customer.opened_at or now),
            "accepted_at": now,
        },
    )
    return row if row.friend_id is None else None


def _reasons(referral: Referral, friend: Customer) -> set[FraudReason]:
    sponsor = referral.sponsor
    found = set()
    if same_person(friend.email) == same_person(sponsor.email):
        found.add(FraudReason.OWN_ADDRESS)
    if _was_known(referral, friend):
        found.add(FraudReason.KNOWN)
    if friend.last_name and friend.last_name.casefold() == sponsor.last_name.casefold():
        found.add(FraudReason.SAME_NAME)
    if friend.postal_digest and bytes(friend.postal_digest) == bytes(
        sponsor.postal_digest or b""
    ):
        found.add(FraudReason.SAME_HOME)
    if _same_place(referral):
        found.add(FraudReason.SAME_CONNECTION)
    if _many(referral):
        found.add(FraudReason.TOO_MANY)
    return found


def _was_known(referral: Referral, friend: Customer) -> bool:
    opened_at = friend.opened_at
    if opened_at and opened_at < referral.created_at:
        return True
    return referrals_queries.is_known_person(friend.shop, friend.email, but=friend)


def _same_place(referral: Referral) -> bool:
    if not referral.connection:
        return False
    rows = Sponsor.objects.filter(customer=referral.sponsor_id)
    return rows.filter(connection=bytes(referral.connection)).exists()


def _many(referral: Referral) -> bool:
    """Of this sponsor, or from this connection and browser."""
    assert referral.registered_at, "he has just registered"
    lately = Referral.objects.filter(
        shop=referral.shop_id,
        registered_at__gt=referral.registered_at - SHORT,
        registered_at__lte=referral.registered_at,
    ).exclude(pk=referral.pk)
    if lately.filter(sponsor=referral.sponsor_id).count() >= MANY:
        return True
    connection = bytes(referral.connection or b"")
    return bool(connection) and lately.filter(connection=connection).count() >= MANY
