"""The rules in force as data and as sentences, and points of products."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.about import said
from api.schemas.calls import CallPayload
from api.schemas.fields import Id
from api.schemas.responses import Amount, QuoteOffer, TierDetail, Time
from api.schemas.stored import Price

MOST_PRODUCTS = 200


class EarningDetail(BaseModel):
    """``amount`` spent gives ``points``."""

    amount: Amount = said("What must be spent for one block of points.", "10.00")
    points: int = said("The points of a block.", 1)
    rounding: str = said("What is done with fractions: floor, half_up, ceiling.", "floor")
    with_tax: bool = said("Whether amounts count with tax.", True)
    tax_zones: list[str] = said("Where only they do; empty: everywhere.", ["FR"])
    shipping: bool = said("Whether shipping earns.", False)
    on_sale: bool = said("Whether discounted products earn.", True)
    with_vouchers: bool = said("Whether what vouchers pay earns.", False)
    categories: list[str] = said("The ids of those that earn; empty: all.", ["3"])
    excluded_categories: list[str] = said("The ids of those that do not.", ["9"])
    most_per_order: int | None = said("The most points of an order.", 500, None)
    granted_in: list[str] = said("States of an order that grant.", ["paid", "shipped"])
    cancelled_in: list[str] = said("States that cancel.", ["cancelled", "refunded"])
    pending_days: int = said("Days before points can be spent.", 0)
    validity: int | None = said("How long they last; null: for ever.", 100, None)
    validity_unit: str = said("days or months.", "days")


class ValueDetail(BaseModel):
    point: Price = said("What a point is worth.", "0.50")
    least: int = said("The fewest points that convert.", 1)
    step: int = said("Points convert in steps of so many.", 1)
    voucher_days: int = said("How long a voucher made of them lasts.", 365)
    voucher_minimum: Amount = said("The cart it asks for.", "5.00")
    voucher_categories: list[str] = said("What it is for; empty: everything.", ["3"])


class BonusDetail(BaseModel):
    name: str = said("What the merchant calls it.", "Mai double")
    kind: str = said("points: more per piece; factor: times the points.", "factor")
    points: int = said("Points more per piece.", 0)
    factor: Price = said("Times the points.", "2.00")
    products: list[str] = said("Ids of the products it is for.", ["106"])
    categories: list[str] = said("Ids of the categories it is for.", ["3"])
    starts_at: Time | None = said("From when.", "2026-05-01T00:00:00+02:00", None)
    ends_at: Time | None = said("Until when.", "2026-06-01T00:00:00+02:00", None)


class ActionDetail(BaseModel):
    type: str = said("How the call for it names it.", "newsletter")
    name: str = said("What the customer does.", "Subscribing to the newsletter")
    points: int = said("What it gives.", 10)
    most: int | None = said("How often at most in the period.", 1, None)
    period: str = said("ever, year, month or day.", "ever")
    by_call: bool = said("Whether the shop reports it by a call.", True)


class Sentence(BaseModel):
    about: str = said("The subject; stable.", "earning")
    text: str = said("For the customer.", "€10.00 spent give 1 point worth €0.50.")


class ProgrammeResponse(BaseModel):
    version: int = said("The number of the version of the rules in force.", 3)
    currency: str = said("The shop’s currency.", "EUR")
    since: Time = said("Since when it is in force.", "2026-05-01T10:00:00+02:00")
    earning: EarningDetail = said("What an order earns.")
    bonuses: list[BonusDetail] = said("What earns beside that, by priority.")
    value: ValueDetail = said("What points are worth.")
    actions: list[ActionDetail] = said("What earns without an order.")
    tiers: list[TierDetail] = said("The tiers, the lowest first.")
    offers: list[QuoteOffer] = said("The cart offers that everybody has.")
    sentences: list[Sentence] = said("The same in words, subject by subject.")


class EarningsPayload(CallPayload):
    """``customer`` null or absent: somebody who is not signed in, and earns as a new
    member would.
    """

    products: Annotated[tuple[Id, ...], Field(max_length=MOST_PRODUCTS)]
    customer: Id | None = None


class ProductEarning(BaseModel):
    product: str = said("The id of the product.", "106")
    points: int | None = said("What one piece earns; null: no price is known.", 2, None)
    price: Price | None = said("What it was worked out with.", "24.00", None)


class EarningsResponse(BaseModel):
    items: list[ProductEarning] = said("In the order that they were asked in.")
