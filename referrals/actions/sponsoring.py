from datetime import datetime

from django.db import IntegrityError, transaction

from referrals import queries as referrals_queries
from referrals import rules
from referrals.actions.refusals import MayNotSponsor, ReferralsClosed, TermsNotAccepted
from referrals.models import Sponsor
from shop.models import Customer


@transaction.atomic
def become_sponsor(*, customer: Customer, accepted: int, now: datetime) -> Sponsor:
    """His code, once he has accepted the conditions in force (their number).

    Raises NotOpen, MayNotSponsor, and NotAccepted where other conditions were on the page.
    """
    terms = referrals_queries.open_terms(customer.shop, now)
    if terms is None:
        raise ReferralsClosed
    if not customer.may_earn:
        raise MayNotSponsor
    if missing := referrals_queries.orders_missing(customer, terms):
        raise MayNotSponsor(missing=missing)
    if accepted != terms.number:
        raise TermsNotAccepted
    found = referrals_queries.sponsor_of(customer)
    if found is None:
        return _new(customer, Sponsor(accepted=terms, accepted_at=now))
    if found.accepted_id != terms.pk:
        found.accepted, found.accepted_at = terms, now
        found.save(update_fields=["accepted", "accepted_at"])
    return found


def _new(customer: Customer, row: Sponsor) -> Sponsor:
    """A code that is taken is one in a billion; two pages at once are not so rare."""
    row.customer, row.shop = customer, customer.shop
    for _attempt in range(3):
        row.code = rules.new_code()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if found := referrals_queries.sponsor_of(customer):
                return found
        else:
            return row
    raise RuntimeError("no code is free")


def note_connection(*, sponsor: Sponsor, ip: str, agent: str, now: datetime) -> None:
    """Where he was last seen: a friend who comes from there is looked at twice."""
    connection = referrals_queries.connection_digest(ip, agent)
    if bytes(sponsor.connection or b"") != connection:
        Sponsor.objects.filter(pk=sponsor.pk).update(connection=connection, seen_at=now)
