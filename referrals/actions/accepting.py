"""A friend follows a sponsor's link and accepts the offer, before he opens an account."""

from datetime import datetime, timedelta

from django.db import transaction

from core.names import initials
from referrals import queries as referrals_queries
from referrals.actions.refusals import ReferralsClosed, TermsNotAccepted, UnknownSponsor
from referrals.models import Referral
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
    """The offer waits for the account that is opened with this address.

    Answers nothing: whether the address is a customer's is nobody's business, and turns
    out when an account is opened. Raises UnknownSponsor, NotOpen and NotAccepted.
    """
    sponsor = referrals_queries.sponsor_by_code(shop, code)
    if sponsor is None:
        raise UnknownSponsor
    terms = referrals_queries.open_terms(shop, now)
    if terms is None:
        raise ReferralsClosed
    if accepted != terms.number:
        raise TermsNotAccepted
    said = {
        "terms": terms,
        "initials": initials(first_name),
        "accepted_at": now,
        "connection": connection,
    }
    address = referrals_queries.address_digest(email)
    made = Referral(
        shop=shop,
        sponsor=sponsor.customer,
        address=address,
        channel=channel,
        created_at=now,
        **said,
    )
    Referral.objects.bulk_create([made], ignore_conflicts=True)
    waiting = Referral.objects.filter(
        sponsor=sponsor.customer,
        address=address,
        friend=None,
        status__in=[Referral.Status.INVITED, Referral.Status.LAPSED],
    )
    # Of an earlier invitation the channel stays: it brought him.
    waiting.exclude(accepted_at=now).update(status=Referral.Status.INVITED, **said)


def still_open(referral: Referral, now: datetime) -> bool:
    since = max(filter(None, [referral.created_at, referral.accepted_at]))
    return now < since + timedelta(days=referral.terms.open_days)
