"""The address of a card's page to print: as good as its code, and made by us alone."""

from django.core import signing

from giftcards.models import GiftCard

_SALT = "gift card to print"


def printed_at(card: GiftCard) -> str:
    """The secret part of the address."""
    return signing.Signer(salt=_SALT, sep="~").sign(str(card.pk))


def printed_card(token: str) -> int | None:
    """The card's key; None where it is no address of ours."""
    try:
        return int(signing.Signer(salt=_SALT, sep="~").unsign(token))
    except signing.BadSignature:
        return None
