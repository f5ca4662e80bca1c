"""What people say about being written to, word for word and for ever."""

from datetime import datetime

from django.db import transaction

from mailing.actions.suppressing import lift
from mailing.kinds import Category
from mailing.models import Consent, Suppression
from shop.models import Customer


@transaction.atomic
def consent(
    *,
    customer: Customer,
    category: Category,
    given: bool,
    basis: Consent.Basis,
    wording: str,
    source: str,
    now: datetime,
    version: str = "",
) -> Consent:
    """Write down what was said. Said by himself, a yes takes back his "stop" as well."""
    row = Consent.objects.create(
        customer=customer,
        category=category,
        given=given,
        basis=basis,
        wording=wording,
        version=version,
        source=source,
        said_at=now,
    )
    if given and basis == Consent.Basis.CONSENT and customer.email:
        lift(shop=customer.shop, email=customer.email, besides=Suppression.Why.BOUNCED)
    return row


@transaction.atomic
def unsubscribe(
    *, customer: Customer, category: Category | None, source: str, now: datetime
) -> None:
    """No more mails of this category; without one, of any but service mails."""
    categories = [category] if category else [*Category]
    for each in categories:
        if each != Category.SERVICE:
            consent(
                customer=customer,
                category=each,
                given=False,
                basis=Consent.Basis.WITHDRAWAL,
                wording="",
                source=source,
                now=now,
            )
