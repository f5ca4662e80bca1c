"""Responses, in JSON. Amounts are text; times carry an offset."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from api.codes.index import NOTE_CODES, PROBLEM_CODES, REFUSAL_REASONS
from api.schemas.about import one_of, said


def two_places(amount: Decimal) -> str:
    return f"{amount:.2f}"


def iso_time(at: datetime) -> str:
    return at.isoformat()


Amount = Annotated[
    Decimal,
    PlainSerializer(two_places, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["12.50"]}),
]
Time = Annotated[
    datetime,
    PlainSerializer(iso_time, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class FactResponse(BaseModel):
    """``stale``: a newer statement is stored, so this one was not taken in."""

    changed: bool
    stale: bool


class OrderPoints(BaseModel):
    """``granted`` is what the order stands at, ``posted`` what this call moved."""

    granted: int
    posted: int
    state: str | None = None
    available_at: Time | None = None
    expires_at: Time | None = None


class CodeState(BaseModel):
    code: str
    state: str


class OrderTier(BaseModel):
    """The tier held now; ``changed``: promoted or demoted by this call."""

    name: str | None
    changed: str | None = None


class GiftCardPaymentState(CodeState):
    """``amount`` is what the order has of the card."""

    amount: Amount


class IssuedGiftCard(BaseModel):
    """A gift card that a line of the order has bought."""

    line: str
    code: str
    amount: Amount
    valid_until: Time


class OrderNote(BaseModel):
    """What is odd about an order that was taken in: ``amount`` is how much it is about."""

    code: Annotated[str, one_of(NOTE_CODES)]
    amount: Amount


class OrderResponse(FactResponse):
    """``gift_cards`` are those it names; ``gift_cards_issued`` those this call has made.
    ``notes``: what is odd about the order; it was taken in all the same.
    """

    points: OrderPoints
    tier: OrderTier | None = None
    vouchers: list[CodeState]
    gift_cards: list[GiftCardPaymentState] = []
    gift_cards_issued: list[IssuedGiftCard] = []
    notes: list[OrderNote] = []


class ExpectedVoucher(BaseModel):
    code: str | None = said("Null for one that would be made.", "FID-7KQ4M2XD9A", None)
    state: str = said("How it stands.", "usable")


class ExpectedCard(BaseModel):
    line: str = said("The line that would buy it.", "1")
    amount: Amount = said("How much it would be worth.", "50.00")
    valid_until: Time = said("When it would end.", "2027-05-01T23:59:59+02:00")


class CardBalance(BaseModel):
    code: str = said("The gift card’s code.", "CAD-4M2XD97KQA")
    balance: Amount = said("What is left on it.", "40.00")


class Standing(BaseModel):
    """How the order’s customer stands, and what the order names."""

    available: int = said("Points that can be spent.", 4)
    pending: int = said("Points that wait.", 0)
    debt: int = said("Points that are owed.", 0)
    tier: str | None = said("The tier held.", "Bronze", None)
    vouchers: list[ExpectedVoucher] = said("Theirs, and those that the order names.")
    gift_cards: list[CardBalance] = said("The cards that the order names.")
    referral: str | None = said("How the referral that brought them stands.", None)


class DryRunResponse(BaseModel):
    """What the same call without ``dry_run`` would answer and move. Nothing was written."""

    dry_run: bool = said("Always true.", True)
    changed: bool = said("Whether it would change anything that was stated.", True)
    stale: bool = said("Whether a newer statement is stored.", False)
    points: OrderPoints = said("The points of the order.")
    tier: OrderTier | None = said("The tier held then, and whether it would change.", None)
    vouchers: list[CodeState] = said("What would become of the codes it names.")
    gift_cards: list[GiftCardPaymentState] = said("What the cards would have paid.")
    gift_cards_issued: list[ExpectedCard] = said("The cards that would be made.")
    notes: list[OrderNote] = said("What is odd about its sums.")
    before: Standing = said("How the customer stands now.")
    after: Standing = said("How they would stand.")


class ExpiringPoints(BaseModel):
    points: int
    at: Time


class PointsSummary(BaseModel):
    """``value`` is what the convertible points are worth."""

    available: int
    pending: int
    debt: int
    value: Amount
    convertible: int
    expiring: list[ExpiringPoints]


class VoucherSummary(BaseModel):
    """``amount`` or ``percent``, by its kind; free shipping has neither."""

    code: str
    origin: str
    kind: str
    amount: Amount | None = None
    percent: Amount | None = None
    max_amount: Amount | None = said("The most that a percentage takes.", "30.00", None)
    valid_until: Time
    minimum: Amount
    minimum_of_goods: bool = said(
        "Whether the minimum counts the voucher’s own goods only.", False
    )
    highlight: bool


class VoucherDetail(VoucherSummary):
    """Without its customer: whoever has the code and a key to read learns no more."""

    label: str
    state: str
    valid_from: Time
    held_until: Time | None = None


class VoucherGoods(BaseModel):
    """What it is for; nothing named is everything but gift cards."""

    categories: list[str] = said("Ids of categories, with what stands below.", ["3"])
    products: list[str] = said("Ids of products.", ["106"])
    excluded_categories: list[str] = said("Ids of categories it is not for.", ["9"])
    excluded_products: list[str] = said("Ids of products it is not for.", ["107"])
    on_sale: bool = said("Whether it is for discounted products too.", True)


class RedeemableVoucher(VoucherDetail):
    """For a key that may redeem: what is needed to take the code at the till."""

    customer: str | None = said("The id of its owner; null: whoever has the code.", "57")
    goods: VoucherGoods = said("What it is for.")
    uses_left: int | None = said("How often it can be used; null: any number.", 1)
    held_by: str | None = said("The id of the cart that holds it now.", "1403", None)


class HoldResponse(BaseModel):
    code: str
    cart: str
    expires_at: Time


class GiftCardDetail(BaseModel):
    """``available`` is the balance less what carts hold. Nothing says whose card it is."""

    code: str
    state: str
    amount: Amount
    balance: Amount
    available: Amount
    currency: str
    minimum: Amount
    single_use: bool
    valid_until: Time


class GiftCardHoldResponse(HoldResponse):
    amount: Amount


class QuoteLineDiscount(BaseModel):
    label: str
    amount: Amount


class QuoteLine(BaseModel):
    id: str
    subtotal: Amount
    discounts: list[QuoteLineDiscount]
    total: Amount


class QuoteDiscount(BaseModel):
    """``kind``: group, voucher, offer or shipping. ``code`` is a voucher’s."""

    kind: str
    label: str
    code: str | None = None
    amount: Amount


class QuotePayment(BaseModel):
    gift_card: str
    amount: Amount


class QuoteRefusal(BaseModel):
    """``message`` is for the customer; ``missing`` is what lacks to the minimum."""

    code: str
    reason: Annotated[str, one_of(REFUSAL_REASONS)]
    message: str
    missing: Amount | None = None


class QuoteMessage(BaseModel):
    """For the customer. ``missing`` is what lacks to the next step of an offer; a message
    that the discounts were too much together has none.
    """

    text: str
    missing: Amount | None = None


class QuoteOffer(BaseModel):
    """An offer the customer has today, reached or not: each of its ``steps`` in words.

    ``audience``: everybody, members, groups or segments. ``early``: before the others.
    """

    label: str
    steps: list[str]
    ends_at: Time | None = None
    early: bool
    audience: str


class QuoteCap(BaseModel):
    """All discounts together come to ``percent`` of the goods at most."""

    percent: Amount
    before: Amount
    after: Amount


class QuoteResponse(BaseModel):
    """Lines and shipping add up to ``total``; less the payments it is ``to_pay``."""

    lines: list[QuoteLine]
    discounts: list[QuoteDiscount]
    payments: list[QuotePayment] = []
    refused: list[QuoteRefusal]
    available: list[VoucherSummary]
    messages: list[QuoteMessage] = []
    offers: list[QuoteOffer] = []
    capped: QuoteCap | None = None
    shipping: Amount
    total: Amount
    to_pay: Amount
    points_to_earn: int


class WishlistLabels(BaseModel):
    """What the shop calls them, in the language of the call."""

    page: str
    button: str


class WishDetail(BaseModel):
    """``list`` is the name of the list it stands on."""

    product: str
    list: str
    quantity: int
    note: str
    priority: str
    added_at: Time


class WishesResponse(BaseModel):
    words: WishlistLabels
    items: list[WishDetail]


class WishlistSize(BaseModel):
    items: int


class NextTier(BaseModel):
    name: str
    min_spend: Amount
    missing: Amount


class TierSummary(BaseModel):
    """``spent`` is what counts; ``next`` is null at the top."""

    name: str | None
    discount_percent: Amount
    spent: Amount
    next: NextTier | None
    progress_percent: int


class TierDetail(BaseModel):
    """``rights`` is all that it gives, in sentences."""

    name: str
    min_spend: Amount
    discount_percent: Amount
    points_multiplier: str
    free_shipping: bool
    colour: str
    rights: list[str]


class TiersResponse(BaseModel):
    levels: list[TierDetail]


class AccountResponse(BaseModel):
    """``erased_at``: the person was erased, so there is nothing and never will be."""

    points: PointsSummary
    tier: TierSummary | None = None
    vouchers: list[VoucherSummary]
    wishlist: WishlistSize
    erased_at: Time | None = said("When the person was erased; null: they are there.", None)


class ConversionResponse(BaseModel):
    voucher: VoucherSummary
    points: PointsSummary


class ActionResponse(BaseModel):
    """``given`` is what this call has given: none where the source had given before."""

    given: int
    points: PointsSummary


class GrantResponse(BaseModel):
    """``given`` is what this call has given: none where the source had given before."""

    given: int
    points: PointsSummary


class MovementCause(BaseModel):
    """``order`` is the shop's own id."""

    kind: str
    source: str
    order: str | None
    reference: str | None
    voucher: str | None


class MovementDetail(BaseModel):
    """``balance`` is what it left."""

    points: int
    balance: int
    happened_at: Time
    cause: MovementCause


class MovementsResponse(BaseModel):
    """``next`` is the cursor of the page that follows."""

    items: list[MovementDetail]
    next: str | None


class LoginLinkResponse(BaseModel):
    url: str
    expires_at: Time


class BatchResponse(BaseModel):
    """In the order of the items: type, id, status, and the answer or the problem."""

    results: list[dict[str, Any]]


class FieldError(BaseModel):
    field: str
    message: str


class ProblemResponse(BaseModel):
    """RFC 9457. ``code`` is stable; ``errors`` name the fields. What goes with a code, such
    as the points that are missing, stands beside these.
    """

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, one_of(PROBLEM_CODES)]
    errors: list[FieldError] = []


# The errors that any call may answer.
PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


def documented(answer: type[BaseModel] | None, *statuses: int) -> dict[Any, Any]:
    """The responses of a call, for the framework and the document."""
    said: dict[Any, Any] = {statuses: answer} if statuses else {}
    return said | {PROBLEMS: ProblemResponse}
