"""Addresses that mails link to, and the signed token of an unsubscribe link.

The token is signed for unsubscribing alone, names the customer (or address) and the
category, and never expires: a mail may be opened years later. So its key is ADDRESS_KEY,
which outlives SECRET_KEY. It reveals nothing about the customer to whoever holds it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from mailing.models import MailCategory
from shop.models import Customer, Shop
from shop.queries import canonical

_PURPOSE = "mailing.unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeLink:
    """Who unsubscribes from which category: a customer, or the hash of an address."""

    shop: int
    category: MailCategory
    customer: int | None = None
    address_hash: bytes = b""


def absolute_url(name: str, *args: str) -> str:
    """Return the whole address of a page of the site, by the name of its URL pattern."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse(name, args=args)}"


def account_url(shop: Shop) -> str:
    return absolute_url("portal:account", shop.code)


def preferences_url(shop: Shop) -> str:
    return absolute_url("portal:preferences", shop.code)


def unsubscribe_url(link: UnsubscribeLink) -> str:
    return absolute_url("mailing:unsubscribe", unsubscribe_token(link))


def _signer() -> Signer:
    return Signer(key=settings.ADDRESS_KEY, salt=_PURPOSE)


def unsubscribe_token(link: UnsubscribeLink) -> str:
    who = link.customer or link.address_hash.hex()
    return _signer().sign_object([link.shop, link.category.value, who])


def read_unsubscribe_token(token: str) -> UnsubscribeLink | None:
    """None for a token that was not signed here."""
    try:
        shop, category, who = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    # A number is a customer, a text the hash of an address in hexadecimal.
    customer = who if isinstance(who, int) else None
    return UnsubscribeLink(
        shop=shop,
        category=MailCategory(category),
        customer=customer,
        address_hash=b"" if customer else bytes.fromhex(who),
    )


def customer_of_link(link: UnsubscribeLink) -> Customer | None:
    """Return the canonical customer: they may have been merged since. None for an
    address.
    """
    if link.customer is None:
        return None
    rows = Customer.objects.select_related("shop")
    found = rows.filter(pk=link.customer).first()
    return canonical(found) if found else None
