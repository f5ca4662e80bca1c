"""Vouchers and offers in sentences. Nothing here asks the database."""

from vouchers.phrases.conditions import GIVEN_FOR, conditions, gives
from vouchers.phrases.offers import (
    AdvertisedOffer,
    advertised_offers,
    cap_message,
    offer_message,
)
from vouchers.phrases.refused_codes import refusal_sentence, why_refused

__all__ = [
    "GIVEN_FOR",
    "AdvertisedOffer",
    "advertised_offers",
    "cap_message",
    "conditions",
    "gives",
    "offer_message",
    "refusal_sentence",
    "why_refused",
]
