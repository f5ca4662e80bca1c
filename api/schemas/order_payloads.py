"""The order as it now stands, refunds included."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.schemas.fields import (
    AnyCode,
    AnyEmail,
    CodeText,
    Count,
    Country,
    Currency,
    Day,
    Flag,
    Id,
    Instant,
    Many,
    Money,
    Price,
    Quantity,
    Rate,
    SignedMoney,
    Text100,
    Text255,
    Text500,
    usable_email,
)
from api.schemas.statements import FactPayload, PayloadPart
from core.money import ZERO
from shop.models import Order
from shop.rules.facts import CardPaymentFact, FeeFact, GiftFact, OrderFact, OrderLineFact


class GiftPayload(PayloadPart):
    """For whom a gift card is bought; without an address, the buyer hands it over."""

    name: Text100 = ""
    email: AnyEmail = ""
    message: Text500 = ""
    deliver_on: Day | None = None

    def fact(self) -> GiftFact:
        return GiftFact(**dict(self) | {"email": usable_email(self.email)})


class GiftCardPaymentPayload(PayloadPart):
    """What a gift card has paid, and what of it has come back to the card."""

    code: CodeText
    amount: Money
    refunded: Money = ZERO

    def fact(self) -> CardPaymentFact:
        return CardPaymentFact(**dict(self))


class FeePayload(PayloadPart):
    """What an order costs beside goods and shipping; a negative one lowers it."""

    label: Text100
    amount: SignedMoney
    amount_excl_tax: SignedMoney | None = None
    refunded: Money = ZERO
    earns: Flag = False

    def fact(self) -> FeeFact:
        return FeeFact(**dict(self))


class OrderLinePayload(PayloadPart):
    id: Id
    product: Id
    quantity: Quantity
    unit_price: Price
    name: Text255 = ""
    unit_price_excl_tax: Price | None = None
    on_sale: Flag = False
    refunded_quantity: Quantity = Decimal(0)
    refunded_amount: Money = ZERO
    discount: Money | None = None
    variant: Text100 = ""
    gift: GiftPayload | None = None

    def fact(self) -> OrderLineFact:
        return OrderLineFact(**dict(self) | {"gift": self.gift and self.gift.fact()})


class OrderPayload(FactPayload):
    state: Order.State
    currency: Currency
    placed_at: Instant
    lines: Annotated[tuple[OrderLinePayload, ...], Many]
    reference: Text100 = ""
    customer: Id | None = None
    email: AnyEmail = ""
    cart: Id | None = None
    raw_state: Text100 = ""
    country: Country = ""
    paid_at: Instant | None = None
    shipping: Money = ZERO
    shipping_excl_tax: Money | None = None
    discount: Money = ZERO
    vouchers: Annotated[tuple[AnyCode, ...], Field(max_length=100)] = ()
    gift_cards: Annotated[tuple[GiftCardPaymentPayload, ...], Field(max_length=100)] = ()
    refunded_amount: Money = ZERO
    shipping_refunded: Money = ZERO
    fees: Annotated[tuple[FeePayload, ...], Field(max_length=100)] = ()
    total: SignedMoney | None = None
    rate: Rate | None = None
    points_spent: Count = 0

    def fact(self) -> OrderFact:
        lines = tuple(line.fact() for line in self.lines)
        cards = tuple(card.fact() for card in self.gift_cards)
        fees = tuple(fee.fact() for fee in self.fees)
        email = usable_email(self.email)
        parts = {
            "lines": lines,
            "gift_cards": cards,
            "fees": fees,
            "email": email,
            "email_unusable": bool(self.email) and not email,
        }
        return OrderFact(**dict(self) | parts)
