"""An account is opened: link it to the referral that brought the new member."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from core.addresses import undotted
from referrals.actions.accepting import still_open
from referrals.models import Referral, Sponsor
from referrals.queries.persons import address_digest, is_known_person
from referrals.queries.sponsors import sponsor_by_code
from referrals.queries.terms import open_terms
from referrals.rules.scoring import FraudReason
from shop.models import Customer
from vouchers.models.vouchers import CLOCKS_DIFFER

# So many friends of one sponsor, or from one connection and browser, in this time are
# suspicious.
MANY_FRIENDS = 4
SHORT_TIME = timedelta(days=7)


@transaction.atomic
def link_friend(*, customer: Customer, now: datetime, code: str = "") -> Referral | None:
    """Link the new member to their referral and return it; None without one.

    ``code`` is a sponsor's, where the shop asks for it at sign-up. An invitation that the
    friend has accepted comes before one that was only sent, the latest first. Idempotent.

    Requires: the customer and the sponsor are locked.
    """
    # An address that was never stated says nothing about who somebody is.
    if not customer.may_earn or not undotted(customer.email):
        return None
    if Referral.objects.filter(friend=customer).exists():
        return None
    found = _by_code(customer, code, now) if code else _by_address(customer, now)
    if found is None:
        return None
    found.friend = customer
    found.registered_at = customer.opened_at or now
    found.status = Referral.Status.REGISTERED
    # From here on the member's own name says who they are.
    found.initials = ""
    found.reasons = sorted(_fraud_reasons(found, customer))
    found.save()
    # Other sponsors have invited the same person in vain.
    others = Referral.objects.filter(
        shop=customer.shop_id, address=bytes(found.address), friend=None
    )
    others.update(status=Referral.Status.LAPSED)
    return found


def _by_address(customer: Customer, now: datetime) -> Referral | None:
    rows = Referral.objects.filter(
        shop=customer.shop_id,
        address=address_digest(customer.email),
        friend=None,
        status=Referral.Status.INVITED,
        sponsor__erased_at=None,
    ).select_related("sponsor__shop", "terms")
    latest = rows.order_by(F("accepted_at").desc(nulls_last=True), "-created_at", "-pk")
    return next((each for each in latest if still_open(each, now)), None)


def _by_code(customer: Customer, code: str, now: datetime) -> Referral | None:
    """Return the referral that waits with this sponsor, or a new one: the code is
    acceptance.
    """
    sponsor = sponsor_by_code(customer.shop, code)
    terms = open_terms(customer.shop, now)
    if sponsor is None or terms is None or sponsor.customer_id == customer.pk:
        return None
    row, _made = Referral.objects.get_or_create(
        sponsor=sponsor.customer,
        address=address_digest(customer.email),
        defaults={
            "shop": customer.shop,
            "terms": terms,
            "channel": Referral.Channel.SHOP,
            # Not later than the account, or the friend would count as known before.
            "created_at": min(now, customer.opened_at or now),
            "accepted_at": now,
        },
    )
    return row if row.friend_id is None else None


def _fraud_reasons(referral: Referral, friend: Customer) -> set[FraudReason]:
    sponsor, opened_at = referral.sponsor, friend.opened_at
    # The account is opened by the shop's clock, the offer accepted by ours.
    began = referral.created_at - CLOCKS_DIFFER
    known_before = opened_at is not None and opened_at < began
    postal = bytes(friend.postal_digest or b"")
    connection = bytes(referral.connection or b"")
    found = {
        FraudReason.OWN_ADDRESS: undotted(friend.email) == undotted(sponsor.email),
        FraudReason.KNOWN: known_before
        or is_known_person(friend.shop, friend.email, but=friend),
        FraudReason.SAME_NAME: bool(friend.last_name)
        and friend.last_name.casefold() == sponsor.last_name.casefold(),
        FraudReason.SAME_HOME: bool(postal)
        and postal == bytes(sponsor.postal_digest or b""),
        FraudReason.SAME_CONNECTION: bool(connection)
        and Sponsor.objects.filter(customer=sponsor, connection=connection).exists(),
        FraudReason.TOO_MANY: _comes_with_many(referral),
    }
    return {reason for reason, applies in found.items() if applies}


def _comes_with_many(referral: Referral) -> bool:
    """Whether this sponsor, or this connection and browser, brings many at once."""
    assert referral.registered_at, "linking has just set it"
    lately = Referral.objects.filter(
        shop=referral.shop_id,
        registered_at__gt=referral.registered_at - SHORT_TIME,
        registered_at__lte=referral.registered_at,
    ).exclude(pk=referral.pk)
    if lately.filter(sponsor=referral.sponsor_id).count() >= MANY_FRIENDS:
        return True
    connection = bytes(referral.connection or b"")
    return bool(connection) and (
        lately.filter(connection=connection).count() >= MANY_FRIENDS
    )
