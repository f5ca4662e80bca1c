"""Where a mail leads to, and what a link of one proves when it comes back.

A link that unsubscribes is signed for that alone, names whom and from what, and never
ends: a mail may be opened years later, when SECRET_KEY has long been another. Nobody who
has it learns anything from it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from mailing.mail_types import MailCategory
from shop.models import Customer, Shop
from shop.queries import canonical

_PURPOSE = "mailing.unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeLink:
    """Who no longer wants what: a customer, or an address of which we keep the hash."""

    shop: int
    category: MailCategory
    customer: int | None = None
    address_hash: bytes = b""


def absolute_url(name: str, *args: str) -> str:
    """The whole address of a page of the site."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse(name, args=args)}"


def account_url(shop: Shop) -> str:
    return absolute_url("portal:account", shop.code)


def preferences_url(shop: Shop) -> str:
    return absolute_url("portal:preferences", shop.code)


def unsubscribe_url(link: UnsubscribeLink) -> str:
    return absolute_url("mailing:unsubscribe", unsubscribe_token(link))


def unsubscribe_token(link: UnsubscribeLink) -> str:
    who = link.customer or link.address_hash.hex()
    said = [link.shop, link.category.value, who]
    return _signer().sign_object(said)


def _signer() -> Signer:
    return Signer(key=settings.ADDRESS_KEY, salt=_PURPOSE)


def read_unsubscribe_token(token: str) -> UnsubscribeLink | None:
    """What the link stands for; None for one that we have not signed."""
    try:
        shop, category, who = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    customer = who if isinstance(who, int) else None
    return UnsubscribeLink(
        shop=shop,
        category=MailCategory(category),
        customer=customer,
        address_hash=b"" if customer else bytes.fromhex(who),
    )


def customer_of_link(link: UnsubscribeLink) -> Customer | None:
    """For whom he counts by now; None where the link is an address's."""
    if link.customer is None:
        return None
    rows = Customer.objects.select_related("shop")
    found = rows.filter(pk=link.customer).first()
    return canonical(found) if found else None
