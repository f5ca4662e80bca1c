"""A customer has the shop write to a friend, once. The address is kept by nobody."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.days import local_day, start_of
from core.errors import Invalid
from core.names import composed, initials, is_name
from mailing.actions import queueing as mailing
from referrals.actions.refusals import (
    MayNotSponsor,
    ReferralsClosed,
    TermsNotAccepted,
    TooManyInvitations,
)
from referrals.mails import INVITATION
from referrals.models import Referral, Sponsor
from referrals.phrases import Invitation
from referrals.queries.persons import address_digest, is_known_person
from referrals.queries.sponsors import sponsor_of
from referrals.queries.terms import open_terms
from shop.models import Customer


@transaction.atomic
def invite(
    *, customer: Customer, email: str, first_name: str, page: str, now: datetime
) -> None:
    """Have the shop write to a friend. ``page`` is the sponsor's own landing page.

    Returns nothing, and the sponsor's page looks the same whether the friend is written to
    or not: it must not reveal who is a customer, or was invited by somebody else.

    Raises: ReferralsClosed, MayNotSponsor, TermsNotAccepted, TooManyInvitations, Invalid.
    """
    # 1. One invitation of a sponsor at a time, so that the daily limit can be counted.
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    locked.shop = customer.shop
    # 2. May this customer invite, and is this a name?
    sponsor = _checked_sponsor(locked, now)
    if not first_name.strip() or not is_name(first_name):
        raise Invalid(_("A first name, please: letters only."), field="first_name")
    # 3. Known or not, the same row is written, so that the friends' list tells nothing.
    known = is_known_person(locked.shop, email)
    row, new = Referral.objects.get_or_create(
        sponsor=locked,
        address=address_digest(email),
        defaults={
            "shop": locked.shop,
            "terms": sponsor.accepted,
            "channel": Referral.Channel.MAIL,
            "initials": initials(first_name),
            "created_at": now,
        },
    )
    # 4. Write only to strangers, and once to an address, whoever invites it.
    if new and not known and _mark_mailed(row):
        invitation = Invitation(
            sponsor=locked, terms=sponsor.accepted, friend=composed(first_name), page=page
        )
        mailing.queue(
            mail_type=INVITATION,
            shop=row.shop,
            source=f"referral:{row.pk}:invitation",
            values=invitation.values,
            recipient=mailing.Recipient(
                email=email,
                name=invitation.friend,
                language=invitation.language,
                keep_address=False,
            ),
            now=now,
        )


def _checked_sponsor(customer: Customer, now: datetime) -> Sponsor:
    """Return the sponsor who may invite by mail now. Requires: ``customer`` is locked.

    Raises: ReferralsClosed, MayNotSponsor, TermsNotAccepted, TooManyInvitations.
    """
    terms = open_terms(customer.shop, now)
    if terms is None or not terms.by_mail:
        raise ReferralsClosed
    if not customer.may_earn:
        raise MayNotSponsor
    sponsor = sponsor_of(customer)
    if sponsor is None or sponsor.accepted_id != terms.pk:
        raise TermsNotAccepted
    today = start_of(local_day(now, customer.shop.zone), customer.shop.zone)
    invited = Referral.objects.filter(
        sponsor=customer, channel=Referral.Channel.MAIL, created_at__gte=today
    )
    if invited.count() >= terms.mails_per_day:
        raise TooManyInvitations(most=terms.mails_per_day)
    return sponsor


def _mark_mailed(row: Referral) -> bool:
    """Whether this is the first mail of the shop to the address.

    The unique constraint on mailed addresses decides, also between two sponsors at once.
    """
    try:
        with transaction.atomic():
            row.mailed_at = row.created_at
            row.save(update_fields=["mailed_at"])
    except IntegrityError:
        row.mailed_at = None
        return False
    return True
