"""Bodies of calls that are no facts: what is not known is refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from api.schemas.fields import (
    CodeText,
    Count,
    Flag,
    Id,
    Instant,
    Many,
    Money,
    Positive,
    Price,
    SomeQuantity,
    Text50,
    Text255,
    Text300,
)
from points.actions.granting import Grant
from programme.queries.quoting import QuoteRequest
from shop.rules.facts import OrderLineFact
from wishlist.models import Wish


class CallPayload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConversionPayload(CallPayload):
    points: Positive | None = None


class ActionPayload(CallPayload):
    """``source`` is the shop's own name for the cause: each gives once."""

    type: Text50
    source: Id


class GrantPayload(CallPayload):
    """Each ``source`` gives once to a customer. ``expires_at`` absent: by the rules in
    force, counted from ``granted_at``; null: never.
    """

    points: Positive
    source: Id
    granted_at: Instant | None = None
    expires_at: Instant | None = None
    reason: Text300 = ""

    def grant(self) -> Grant:
        return Grant(**dict(self), has_end="expires_at" in self.model_fields_set)


class HoldPayload(CallPayload):
    """``customer``: whose cart it is, where the shop knows."""

    customer: Id | None = None


class WishPayload(CallPayload):
    """Fields that are absent stay as they are."""

    quantity: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None
    note: Text300 | None = None
    priority: Literal["high", "normal", "low"] | None = None

    def values(self) -> dict[str, object]:
        values = self.model_dump(exclude_none=True)
        if "priority" in values:
            values["priority"] = Wish.Priority[values["priority"].upper()]
        return values


class GiftCardHoldPayload(CallPayload):
    """How much the cart will pay with the card; all that is free where it is absent."""

    amount: Annotated[Money, Field(gt=0)] | None = None


class QuoteLinePayload(CallPayload):
    id: Id
    product: Id
    quantity: SomeQuantity
    unit_price: Price
    name: Text255 = ""
    unit_price_excl_tax: Price | None = None
    on_sale: Flag = False

    def fact(self) -> OrderLineFact:
        return OrderLineFact(**dict(self))


class QuotePayload(CallPayload):
    """``shipping`` may be left out while nobody knows where the parcel goes."""

    lines: Annotated[tuple[QuoteLinePayload, ...], Many]
    customer: Id | None = None
    cart: Id | None = None
    shipping: Money | None = None
    vouchers: Annotated[tuple[CodeText, ...], Field(max_length=100)] = ()
    gift_cards: Annotated[tuple[CodeText, ...], Field(max_length=100)] = ()
    points: Count = 0

    def wanted(self) -> QuoteRequest:
        return QuoteRequest(
            lines=[line.fact() for line in self.lines],
            customer=self.customer,
            cart=self.cart or "",
            shipping=self.shipping,
            vouchers=self.vouchers,
            gift_cards=self.gift_cards,
            points=self.points,
        )


class BatchItem(CallPayload):
    """One statement of a batch. ``body`` is what the type's own PUT takes."""

    type: Literal["customer", "group", "category", "product", "cart", "order", "grant"]
    id: Id
    body: dict[str, Any]


class BatchPayload(CallPayload):
    """Each item is read for itself, so that a bad one sinks no other."""

    items: Annotated[list[SkipValidation[BatchItem]], Many]
