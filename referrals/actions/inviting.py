"""A customer has the shop write to a friend, once. The address is kept by nobody."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.days import local_day, start_of
from core.errors import Invalid
from core.names import initials, is_name
from mailing import actions as mailing
from referrals import queries as referrals_queries
from referrals.actions.refusals import (
    MayNotSponsor,
    ReferralsClosed,
    TermsNotAccepted,
    TooManyInvitations,
)
from referrals.mails import INVITATION
from referrals.models import Referral, ReferralTerms, Sponsor
from shop.models import Customer


@transaction.atomic
def invite(
    *, customer: Customer, email: str, first_name: str, page: str, now: datetime
) -> None:
    """``page`` is the sponsor's own, where the offer is read.

    Answers nothing, and looks the same on the sponsor's page, whether the friend is
    written to or not: nobody learns here who is a customer, or was invited by another.
    Raises NotOpen, MayNotSponsor, NotAccepted, TooManyInvitations and Invalid.
    """
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    locked.shop = customer.shop
    terms = referrals_queries.open_terms(locked.shop, now)
    if terms is None or not terms.by_mail:
        raise ReferralsClosed
    if not locked.may_earn:
        raise MayNotSponsor
    sponsor = referrals_queries.sponsor_of(locked)
    if sponsor is None or sponsor.accepted_id != terms.pk:
        raise TermsNotAccepted
    if not first_name.strip() or not is_name(first_name):
        raise Invalid(_("A first name, please: letters only."), field="first_name")
    _check_limit(locked, terms, now)
    known = referrals_queries.is_known_person(locked.shop, email)
    new = _note(sponsor, terms, email, first_name, now)
    if new and not known and _first(new):
        said = referrals_queries.Invitation(
            sponsor=locked, terms=terms, friend=first_name.strip(), page=page
        )
        _queue(new, said, email, now)


def _check_limit(customer: Customer, terms: ReferralTerms, now: datetime) -> None:
    """He waits for himself: his row is locked."""
    today = start_of(local_day(now, customer.shop.zone), customer.shop.zone)
    asked = Referral.objects.filter(
        sponsor=customer, channel=Referral.Channel.MAIL, created_at__gte=today
    )
    if asked.count() >= terms.mails_per_day:
        raise TooManyInvitations(most=terms.mails_per_day)


def _note(
    sponsor: Sponsor, terms: ReferralTerms, email: str, first_name: str, now: datetime
) -> Referral | None:
    """A row as every other, whatever becomes of the mail; None where he has one."""
    row, new = Referral.objects.get_or_create(
        sponsor=sponsor.customer,
        address=referrals_queries.address_digest(email),
        defaults={
            "shop": sponsor.shop,
            "terms": terms,
            "channel": Referral.Channel.MAIL,
            "initials": initials(first_name),
            "created_at": now,
        },
    )
    return row if new else None


def _first(row: Referral) -> bool:
    """Whether nobody has had this address written to before: one mail, for ever."""
    try:
        with transaction.atomic():
            row.mailed_at = row.created_at
            row.save(update_fields=["mailed_at"])
    except IntegrityError:
        row.mailed_at = None
        return False
    return True


def _queue(
    row: Referral, invitation: referrals_queries.Invitation, email: str, now: datetime
) -> None:
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
