"""A friend follows a sponsor's link and accepts the invitation, before they sign up."""

from datetime import datetime, timedelta

from django.db import transaction

from core.names import initials
from referrals.actions.refusals import ReferralsClosed, TermsNotAccepted, UnknownSponsor
from referrals.models import Referral
from referrals.queries.persons import address_digest
from referrals.queries.sponsors import sponsor_by_code
from referrals.queries.terms import open_terms
from shop.models import Shop


@transaction.atomic
def accept_invitation(
    *,
    shop: Shop,
    code: str,
    email: str,
    first_name: str,
    channel: Referral.Channel,
    accepted: int,
    connection: bytes,
    now: datetime,
) -> None:
    """Keep the acceptance until an account is opened with this address.

    ``accepted`` is the number of the terms that were on the page. Returns nothing, so that
    the page cannot reveal whether the address is a customer's: that turns out at sign-up.

    Raises: UnknownSponsor, ReferralsClosed, TermsNotAccepted.
    """
    sponsor = sponsor_by_code(shop, code)
    if sponsor is None:
        raise UnknownSponsor
    terms = open_terms(shop, now)
    if terms is None:
        raise ReferralsClosed
    if accepted != terms.number:
        raise TermsNotAccepted
    acceptance = {
        "terms": terms,
        "initials": initials(first_name),
        "accepted_at": now,
        "connection": connection,
    }
    address = address_digest(email)
    created = Referral(
        shop=shop,
        sponsor=sponsor.customer,
        address=address,
        channel=channel,
        created_at=now,
        **acceptance,
    )
    # The same form sent twice at once: the unique constraint keeps one row.
    Referral.objects.bulk_create([created], ignore_conflicts=True)
    # One that has lapsed opens again: the friend has just said that they want it.
    waiting = Referral.objects.filter(
        sponsor=sponsor.customer,
        address=address,
        friend=None,
        status__in=[Referral.Status.INVITED, Referral.Status.LAPSED],
    )
    # An earlier invitation keeps its channel, for that is what brought the friend.
    waiting.exclude(accepted_at=now).update(status=Referral.Status.INVITED, **acceptance)


def still_open(referral: Referral, now: datetime) -> bool:
    """Whether the days that the terms give an invitation are not over yet."""
    since = max(filter(None, [referral.created_at, referral.accepted_at]))
    return now < since + timedelta(days=referral.terms.open_days)
