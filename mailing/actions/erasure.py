"""Erase what mails say of a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from core.address_fields import AddressKey
from mailing.actions.outcomes import MailRefused, save_outcomes
from mailing.actions.suppressions import suppress
from mailing.models import Mail, MailRefusal, Preference, Suppression
from mailing.queries.addresses import address_hash
from shop import queries as shop_queries
from shop.models import Customer, Shop
from shop.persons import Person

_WAITING = [Mail.State.DUE, Mail.State.CLAIMED]


@transaction.atomic
def on_erase(*, customer: Customer, now: datetime) -> None:
    """Refuse their waiting mails, and blank those that went.

    Requires: the customer is locked, and their row is blank already.
    """
    everyone = shop_queries.merged_ids(customer)
    Preference.objects.filter(customer__in=everyone).delete()
    mails = Mail.objects.filter(customer__in=everyone)
    _refuse(mails, now)
    mails.update(email="", name="", reply_to="", values={}, answer="", address_hash=None)


@transaction.atomic
def forget_address(*, shop: Shop, person: Person, now: datetime) -> None:
    """Suppress the addresses of somebody erased, and blank mails to them that are no
    customer's, and from them that have yet to go.

    Of each address only a hash stays: who has asked to be erased gets no offers at it.
    """
    for key in person.keys:
        suppress(shop=shop, email=key, reason=Suppression.Reason.ERASED, now=now)
    strangers = Mail.objects.filter(shop=shop, customer=None)
    # What waits has no hash yet, and is little.
    waiting = strangers.filter(state__in=_WAITING).alias(
        key=AddressKey("email"), sender=AddressKey("reply_to")
    )
    _refuse(waiting.filter(Q(key__in=person.keys) | Q(sender__in=person.keys)), now)
    hashes = [address_hash(key) for key in person.keys]
    went = strangers.filter(address_hash__in=hashes).exclude(state__in=_WAITING)
    went.update(email="", name="", reply_to="", values={}, answer="")


def _refuse(mails: QuerySet[Mail], now: datetime) -> None:
    waiting = mails.filter(state__in=_WAITING)
    # Locked by primary key, as everywhere: customer first, then mails.
    locked = list(waiting.select_for_update(no_key=True).order_by("pk"))
    for mail in locked:
        if mail.email:
            mail.address_hash = address_hash(mail.email)
    refused = dict.fromkeys((mail.pk for mail in locked), MailRefused(MailRefusal.ERASED))
    save_outcomes(locked, refused, now=now)
