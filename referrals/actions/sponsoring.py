from datetime import datetime

from django.db import IntegrityError, transaction

from referrals.actions.refusals import MayNotSponsor, ReferralsClosed, TermsNotAccepted
from referrals.models import Sponsor
from referrals.queries.persons import connection_digest
from referrals.queries.sponsors import orders_missing, sponsor_of
from referrals.queries.terms import open_terms
from referrals.rules.codes import new_code
from shop.models import Customer


@transaction.atomic
def become_sponsor(*, customer: Customer, accepted: int, now: datetime) -> Sponsor:
    """Accept the terms in force, by their number, and return the sponsor with their code.

    Raises: ReferralsClosed, MayNotSponsor, and TermsNotAccepted where other terms were on
    the page.
    """
    terms = open_terms(customer.shop, now)
    if terms is None:
        raise ReferralsClosed
    if not customer.may_earn:
        raise MayNotSponsor
    if missing := orders_missing(customer, terms):
        raise MayNotSponsor(missing=missing)
    if accepted != terms.number:
        raise TermsNotAccepted
    found = sponsor_of(customer)
    if found is None:
        return _create(customer, Sponsor(accepted=terms, accepted_at=now))
    if found.accepted_id != terms.pk:
        found.accepted, found.accepted_at = terms, now
        found.save(update_fields=["accepted", "accepted_at"])
    return found


def _create(customer: Customer, row: Sponsor) -> Sponsor:
    row.customer, row.shop = customer, customer.shop
    # A taken code is one in a billion; the same button pressed twice at once is not, and
    # then the row of the other request is the one.
    for _attempt in range(3):
        row.code = new_code()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if found := sponsor_of(customer):
                return found
        else:
            return row
    raise RuntimeError("no code is free")


def note_connection(*, sponsor: Sponsor, ip: str, agent: str, now: datetime) -> None:
    """Keep a digest of where the sponsor was last seen.

    A friend who comes from the same connection and browser counts as suspicious.
    """
    connection = connection_digest(ip, agent)
    if bytes(sponsor.connection or b"") != connection:
        Sponsor.objects.filter(pk=sponsor.pk).update(connection=connection, seen_at=now)
