"""Erase what mails say of a person."""

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
    """Refuse their waiting mails, blank those that went, suppress their addresses.

    Of each address only a hash stays: who has asked to be erased gets no offers at it. An
    address that another member has is still written to.

    Requires: the customer is locked, and their row is blank already.
    """
    members = shop_queries.members_with(addresses).filter(shop=customer.shop_id)
    shared = {row.email.lower() for row in members}
    for address in set(addresses) - shared:
        suppress(
            shop=customer.shop, email=address, reason=Suppression.Reason.ERASED, now=now
        )
    everyone = shop_queries.merged_ids(customer)
    Preference.objects.filter(customer__in=everyone).delete()
    mails = Mail.objects.filter(customer__in=everyone)
    waiting = mails.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED])
    # Locked by primary key, as everywhere: customer first, then mails.
    locked = list(waiting.select_for_update(no_key=True).order_by("pk"))
    refused = dict.fromkeys((mail.pk for mail in locked), MailRefused(RefusalReason.ERASED))
    save_outcomes(locked, refused, now=now)
    mails.update(email="", name="", reply_to="", values={}, answer="", address_hash=None)
