"""A person goes; what was sent to whom is nobody's business any more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mailing.actions.outcomes import MailRefused, save_outcomes
from mailing.actions.suppressions import suppress
from mailing.models import Mail, Preference, RefusalReason, Suppression
from shop import queries as shop_queries
from shop.models import Customer


@transaction.atomic
def on_erase(*, customer: Customer, addresses: Iterable[str], now: datetime) -> None:
    """No mail waits for him any more, those that went say nothing, and of his addresses
    hashes stay: who has asked to be forgotten gets no offers. He is locked, and nobody by
    now; an address that another member has is still written to.
    """
    for address in set(addresses) - _held(customer, addresses):
        suppress(
            shop=customer.shop, email=address, reason=Suppression.Reason.ERASED, now=now
        )
    everyone = shop_queries.merged_ids(customer)
    Preference.objects.filter(customer__in=everyone).delete()
    his = Mail.objects.filter(customer__in=everyone)
    waiting = his.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED])
    mails = list(waiting.select_for_update(no_key=True).order_by("pk"))
    refused = dict.fromkeys((mail.pk for mail in mails), MailRefused(RefusalReason.ERASED))
    save_outcomes(mails, refused, now=now)
    his.update(email="", name="", reply_to="", values={}, answer="", address_hash=None)


def _held(customer: Customer, addresses: Iterable[str]) -> set[str]:
    rows = shop_queries.members_with(addresses).filter(shop=customer.shop_id)
    return {row.email.lower() for row in rows}
