"""Facts read back: as they are stored, under the names of the body that states them."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from api.schemas.about import said
from api.schemas.responses import (
    Amount,
    CodeState,
    GiftCardPaymentState,
    IssuedGiftCard,
    OrderNote,
    OrderPoints,
    PointsSummary,
    Time,
)
from core import quantities


def plain(number: Decimal) -> str:
    """Without zeros at its end, yet with cents where it is an amount of them."""
    shortest = number.normalize()
    exponent = shortest.as_tuple().exponent
    cents = isinstance(exponent, int) and exponent >= -2  # noqa: PLR2004 -- two decimals
    return f"{number:.2f}" if cents else f"{shortest:f}"


Price = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["16.666667"]}),
]
HowMany = Annotated[
    Decimal,
    PlainSerializer(quantities.plain, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["1.5"]}),
]
Day = Annotated[
    date,
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
_AT = "2026-05-01T10:12:52+02:00"


class StoredFact(BaseModel):
    updated_at: Time = said("When the shop last said something new of it.", _AT)


class StoredGroup(StoredFact):
    name: str = said("What the group is called.", "Amis de l’Atelier")
    discount_percent: Price = said("What its members pay less, in percent.", "5.00")
    points_multiplier: Price = said("How many times the points they earn.", "1.5")
    free_shipping: bool = said("Whether they pay no shipping.", False)


class StoredCategory(StoredFact):
    name: str = said("What the category is called.", "Bougies")
    parent: str | None = said("The id of the category it stands below.", "1", None)


class StoredVariant(BaseModel):
    id: str = said("The shop’s id of the combination.", "106:2")
    name: str = said("What it is called.", "Figuier, 190 g")
    price: Price | None = said("What it costs, tax included.", "24.00", None)
    stock: int | None = said("Pieces at hand; null where not counted.", 20, None)


class StoredProduct(StoredFact):
    name: str = said("What the product is called.", "Bougie figuier")
    url: str = said("Its page in the shop.", "https://boutique.example/figuier")
    image: str = said("Its picture.", "https://boutique.example/figuier.jpg")
    price: Price | None = said("What it costs, tax included.", "24.00", None)
    price_excl_tax: Price | None = said("What it costs without tax.", "20.00", None)
    regular_price: Price | None = said("What it costs when not on sale.", "24.00", None)
    on_sale: bool = said("Whether it is sold below its regular price.", False)
    stock: int | None = said("Pieces at hand; null where the shop does not count.", 20)
    active: bool = said("Whether the shop sells it.", True)
    gift_card: bool = said("Whether it is a gift card.", False)
    categories: list[str] = said("The ids of its categories.", ["3"])
    cost: Price | None = said("What one is bought for, without tax.", "9.50", None)
    variants: list[StoredVariant] = said("The combinations it is sold in.")


class StoredConsents(BaseModel):
    offers: bool = said("Whether they agreed to receive offers.", True)
    at: Time = said("When they said so.", _AT)
    wording: str = said("The words that they were shown.", "Recevoir nos offres")
    source: str = said("Where they said so.", "shop")


class StoredCustomer(StoredFact):
    email: str = said("The address that the shop states.", "abel@example.com")
    email_verified: bool = said("Whether the shop vouches for the address.", False)
    first_name: str = said("First name.", "Abel")
    last_name: str = said("Last name.", "Roy")
    language: str = said("The language of their mails; empty: the shop’s.", "fr")
    birthday: Day | None = said("Birthday; null where nobody said it.", "1990-05-31", None)
    registered_at: Time | None = said("When the account was opened.", _AT, None)
    guest: bool = said("Whether they bought without an account.", False)
    group: str | None = said("The id of the group that the shop put them in.", "3", None)
    consents: StoredConsents | None = said(
        "What the shop last said of their consent.", None
    )
    erased_at: Time | None = said("When the person was erased; nothing else is left.", None)
    counts_for: str | None = said("The id that this one was merged into.", "61", None)
    points: PointsSummary = said(
        "What the account holds now, that of ``counts_for`` where there is one."
    )
    tier: str | None = said("The tier held now.", "Bronze", None)


class StoredCartLine(BaseModel):
    id: str = said("The shop’s id of the line.", "1")
    product: str = said("The id of the product.", "106")
    name: str = said("What the line was called.", "Bougie figuier")
    quantity: HowMany = said("How many.", "2")
    unit_price: Price | None = said("The price of one; null where not said.", "24.00")


class StoredCart(StoredFact):
    customer: str | None = said("The id that the shop names.", "57", None)
    email: str = said("The address given in the cart.", "abel@example.com")
    lines: list[StoredCartLine] = said("What is in it.")
    recovery_url: str = said("The way back to it.", "https://boutique.example/panier/1403")
    order: str | None = said("The id of the order it has become.", "46", None)


class StoredGift(BaseModel):
    """For whom a gift card is bought; what was not said is absent."""

    name: str | None = said("The recipient.", "Julie", default=None)
    email: str | None = said("Where the card is sent.", "julie@example.com", default=None)
    message: str | None = said("What is written to them.", "Bon anniversaire", default=None)
    deliver_on: str | None = said("The day it is sent.", "2026-12-24", default=None)


class StoredOrderLine(BaseModel):
    id: str = said("The shop’s id of the line.", "1")
    product: str = said("The id of the product.", "106")
    variant: str = said("The shop’s id of the combination.", "106:2")
    name: str = said("What the line was called.", "Bougie figuier")
    quantity: HowMany = said("How many were bought.", "2")
    unit_price: Price = said("The price of one, tax included.", "20.00")
    unit_price_excl_tax: Price | None = said("The price of one without tax.", "16.67")
    on_sale: bool = said("Whether it was sold below its regular price.", False)
    refunded_quantity: HowMany = said("How many came back.", "0")
    refunded_amount: Amount = said("Money returned on the line.", "0.00")
    discount: Amount | None = said("Its own part of the discount, if said.", "2.00", None)
    gift: StoredGift | None = said("For whom it is, where it is a gift card.", None)


class StoredFee(BaseModel):
    label: str = said("What it is for.", "Papier cadeau")
    amount: Amount = said("Tax included; negative where it lowers the order.", "2.50")
    amount_excl_tax: Amount = said("Without tax.", "2.08")
    refunded: Amount = said("What of it came back.", "0.00")
    earns: bool = said("Whether it counts for points.", False)


class StoredPayment(BaseModel):
    code: str = said("The gift card’s code.", "CAD-4M2XD97KQA")
    amount: Amount = said("What it has paid.", "10.00")
    refunded: Amount = said("What of it came back to the card.", "0.00")


class OrderBenefits(BaseModel):
    """What an order has given up to now, and what it was paid with."""

    counts: bool = said("Whether its states make it count for points and tiers.", True)
    points: OrderPoints = said("Its points. ``posted`` is 0: reading moves nothing.")
    vouchers: list[CodeState] = said("The vouchers it has, and those it could not use.")
    gift_cards: list[GiftCardPaymentState] = said("The cards it names.")
    gift_cards_issued: list[IssuedGiftCard] = said("The cards that were bought with it.")


class StoredOrder(StoredFact):
    """Amounts are in the shop’s currency, converted by ``rate`` where one was stated."""

    reference: str = said("The number that the customer knows.", "XKBKNABJK")
    customer: str | None = said("The id that the shop names.", "57", None)
    counts_for: str | None = said("The id of the customer it counts for.", "57", None)
    email: str = said("The address given with the order.", "abel@example.com")
    cart: str | None = said("The id of the cart it came from.", "1403", None)
    state: str = said("Where it stands.", "paid")
    raw_state: str = said("The shop’s own word for that.", "Paiement accepté")
    currency: str = said("The currency of all amounts: the shop’s.", "EUR")
    raw_currency: str | None = said("The currency it was stated in.", "USD", None)
    rate: Price | None = said("Units of that currency for one of ours.", "1.1", None)
    country: str = said("Where it goes, for tax zones.", "FR")
    placed_at: Time = said("When it was placed.", _AT)
    paid_at: Time | None = said("When it was paid.", _AT, None)
    lines: list[StoredOrderLine] = said("What was bought.")
    shipping: Amount = said("Shipping, tax included.", "5.80")
    shipping_excl_tax: Amount | None = said("Shipping without tax.", "4.83", None)
    shipping_refunded: Amount = said("Money given back of the shipping.", "0.00")
    fees: list[StoredFee] = said("What it costs besides.")
    discount: Amount = said("All discounts on goods, tax included.", "2.00")
    vouchers: list[str] = said("The codes that it names.", ["FID-7KQ4M2XD9A"])
    points_spent: int = said("How many points it was paid with.", 0)
    gift_cards: list[StoredPayment] = said("What gift cards have paid, as stated.")
    refunded_amount: Amount = said("Returned outside lines and shipping.", "0.00")
    total: Amount | None = said("What the shop says it comes to.", "43.80", None)
    notes: list[OrderNote] = said("What is odd about its sums.")
    benefits: OrderBenefits = said("What it has given, and what it was paid with.")
