"""The address of a card's page to print: signed, for whoever has it can spend the card."""

from django.core import signing

from giftcards.models import GiftCard

# A salt of its own: what is signed elsewhere in this installation opens no card.
_SALT = "gift card to print"


def printed_at(card: GiftCard) -> str:
    """Sign the last part of the address of a card's page."""
    return signing.Signer(salt=_SALT, sep="~").sign(str(card.pk))


def printed_card(token: str) -> int | None:
    """Answer the card's primary key; None where the signature is not ours."""
    try:
        return int(signing.Signer(salt=_SALT, sep="~").unsign(token))
    except signing.BadSignature:
        return None
