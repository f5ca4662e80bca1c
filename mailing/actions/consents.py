"""Record consents and withdrawals: append-only, each with the words it was given in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mailing.actions.suppressions import unsuppress
from mailing.models import Consent, MailCategory, Suppression
from mailing.queries.addresses import address_hash
from mailing.queries.consents import category_choices
from shop import queries as shop_queries
from shop.models import Customer


@transaction.atomic
def save_consent(
    *,
    customer: Customer,
    category: MailCategory,
    given: bool,
    basis: Consent.Basis,
    wording: str,
    source: str,
    now: datetime,
    version: str = "",
    stated_at: datetime | None = None,
) -> Consent:
    """Write a consent or withdrawal down. A consent that customers give themselves
    (``Basis.CONSENT``) also lifts the suppression of their address, unless it bounced or is
    the later of the two. ``stated_at`` is the time that a shop has named.
    """
    row = Consent.objects.create(
        customer=customer,
        category=category,
        given=given,
        basis=basis,
        wording=wording,
        version=version,
        source=source,
        recorded_at=now,
        stated_at=stated_at,
        address_hash=address_hash(customer.email) if customer.email else None,
    )
    if given and basis == Consent.Basis.CONSENT and customer.email:
        # That a mailbox does not exist is no matter of consent.
        bounced = Suppression.Reason.BOUNCED
        unsuppress(shop=customer.shop, email=customer.email, unless=bounced, until=now)
    return row


@transaction.atomic
def unsubscribe(
    *, customer: Customer, category: MailCategory | None, source: str, now: datetime
) -> None:
    """No more mails of this category; without one, of any but service mails.

    Idempotent: a category that is refused already is not written down again.
    """
    wanted = {category} if category else {*MailCategory.switchable()}
    canonical = shop_queries.canonical(customer)
    refused = {
        choice.category for choice in category_choices(canonical) if choice.answer is False
    }
    for each in sorted(wanted - refused):
        save_consent(
            customer=customer,
            category=each,
            given=False,
            basis=Consent.Basis.WITHDRAWAL,
            wording="",
            source=source,
            now=now,
        )


@transaction.atomic
def state_consent(
    *,
    customer: Customer,
    given: bool,
    at: datetime,
    wording: str,
    source: str,
    now: datetime,
) -> bool:
    """Record what a customer has told their shop about offers ``at`` a time; return whether
    it is new.

    Of all their answers the latest counts, wherever it was given, so a statement that is
    older than what they have said since changes nothing. A shop's clock that is ahead of
    ours must not outlast what they say next: what is to come counts from now on.
    Idempotent. Queries: 1, and about 3 for what is new.
    """
    said = {"category": MailCategory.OFFERS, "given": given, "source": source[:60]}
    recorded_at = min(at, now)
    rows = Consent.objects.filter(customer=customer, stated_at=at, **said)
    if rows.exists():
        return False
    save_consent(
        customer=customer,
        category=MailCategory.OFFERS,
        given=given,
        basis=Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL,
        wording=wording or (str(_("As told to the shop.")) if given else ""),
        source=source[:60],
        now=recorded_at,
        stated_at=at,
    )
    return True
