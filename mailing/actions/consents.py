"""What people say about being written to, word for word and for ever."""

from datetime import datetime

from django.db import transaction

from mailing.actions.suppressions import unsuppress
from mailing.mail_types import MailCategory
from mailing.models import Consent, Suppression
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
        recorded_at=now,
    )
    if given and basis == Consent.Basis.CONSENT and customer.email:
        unsuppress(
            shop=customer.shop, email=customer.email, unless=Suppression.Reason.BOUNCED
        )
    return row


@transaction.atomic
def unsubscribe(
    *, customer: Customer, category: MailCategory | None, source: str, now: datetime
) -> None:
    """No more mails of this category; without one, of any but service mails. What he has
    said already is not written down again.
    """
    wanted = {category} if category else {*MailCategory} - {MailCategory.SERVICE}
    for each in sorted(wanted - _refused(customer)):
        save_consent(
            customer=customer,
            category=each,
            given=False,
            basis=Consent.Basis.WITHDRAWAL,
            wording="",
            source=source,
            now=now,
        )


def _refused(customer: Customer) -> set[str]:
    """The categories to which his latest word is no."""
    everyone = shop_queries.merged_ids(shop_queries.canonical(customer))
    said = Consent.objects.filter(customer__in=everyone)
    latest = said.order_by("category", "-recorded_at", "-pk").distinct("category")
    return {row.category for row in latest if not row.given}
