"""What a shop is told, in JSON. Amounts are text; times carry the shop's own offset."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from api.rules import cursor
from points.queries import Balance
from program.actions import Receipt
from shop.actions import Stated
from shop.models import Fact, Shop
from vouchers.models import Voucher

if TYPE_CHECKING:
    from points.models import Lot, Movement


def _two_places(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _iso(at: datetime) -> str:
    return at.isoformat()


Amount = Annotated[
    Decimal,
    PlainSerializer(_two_places, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["12.50"]}),
]
Time = Annotated[
    datetime,
    PlainSerializer(_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class FactAnswer(BaseModel):
    """``stale``: something newer had been said, so this was not taken in."""

    changed: bool
    stale: bool


class OrderPoints(BaseModel):
    """``granted`` is what the order stands at, ``posted`` what this call moved."""

    granted: int
    posted: int
    state: str | None = None
    available_at: Time | None = None
    expires_at: Time | None = None


class CodeAnswer(BaseModel):
    code: str
    state: str


class OrderAnswer(FactAnswer):
    points: OrderPoints
    tier: None = None
    vouchers: list[CodeAnswer]


class Expiring(BaseModel):
    points: int
    at: Time


class PointsAnswer(BaseModel):
    """``value`` is what the convertible points are worth."""

    available: int
    pending: int
    debt: int
    value: Amount
    convertible: int
    expiring: list[Expiring]


class VoucherAnswer(BaseModel):
    code: str
    origin: str
    kind: str
    amount: Amount
    percent: Amount | None = None
    valid_until: Time
    minimum: Amount
    highlight: bool


class Wishlist(BaseModel):
    items: int = 0


class AccountAnswer(BaseModel):
    points: PointsAnswer
    tier: None = None
    vouchers: list[VoucherAnswer]
    wishlist: Wishlist = Wishlist()


class ConversionAnswer(BaseModel):
    voucher: VoucherAnswer
    points: PointsAnswer


class Cause(BaseModel):
    """``order`` is the shop's own id."""

    kind: str
    source: str
    order: str | None
    reference: str | None
    voucher: str | None


class MovementAnswer(BaseModel):
    """``balance`` is what it left."""

    points: int
    balance: int
    happened_at: Time
    cause: Cause


class MovementsAnswer(BaseModel):
    """``next`` is the cursor of the page that follows."""

    items: list[MovementAnswer]
    next: str | None


class BatchAnswer(BaseModel):
    """In the order of the items: type, id, status, and the answer or the problem."""

    results: list[dict[str, Any]]


class FieldError(BaseModel):
    field: str
    message: str


class ProblemAnswer(BaseModel):
    """RFC 9457. ``code`` is stable; ``errors`` name the fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] = []


# What any call may be told instead.
PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


def declared(answer: type[BaseModel] | None, *statuses: int) -> dict[Any, Any]:
    """What a call answers, for the framework and the document."""
    return {statuses: answer, PROBLEMS: ProblemAnswer}


def of_fact(stated: Stated[Fact]) -> FactAnswer:
    return FactAnswer(changed=stated.changed, stale=stated.stale)


def of_order(receipt: Receipt, shop: Shop, now: datetime) -> OrderAnswer:
    stated, points = receipt.stated, receipt.settlement.points
    return OrderAnswer(
        changed=stated.changed,
        stale=stated.stale,
        points=_of_lot(points.lot, points.posted, shop, now),
        vouchers=[
            CodeAnswer(code=use.code, state=use.state)
            for use in receipt.settlement.vouchers
        ],
    )


def _of_lot(lot: "Lot | None", posted: int, shop: Shop, now: datetime) -> OrderPoints:
    if lot is None:
        return OrderPoints(granted=0, posted=posted)
    return OrderPoints(
        granted=lot.posted,
        posted=posted,
        state=lot.state_at(now),
        available_at=lot.activates_at.astimezone(shop.zone),
        expires_at=lot.expires_at and lot.expires_at.astimezone(shop.zone),
    )


def of_balance(balance: Balance, shop: Shop) -> PointsAnswer:
    return PointsAnswer(
        available=balance.available,
        pending=balance.pending,
        debt=balance.debt,
        value=balance.value,
        convertible=balance.convertible,
        expiring=[
            Expiring(points=each.points, at=each.at.astimezone(shop.zone))
            for each in balance.expiring
        ],
    )


def of_voucher(voucher: Voucher, shop: Shop) -> VoucherAnswer:
    return VoucherAnswer(
        code=voucher.code,
        origin=voucher.origin,
        kind=voucher.kind,
        amount=voucher.amount,
        valid_until=voucher.valid_until.astimezone(shop.zone),
        minimum=voucher.minimum,
        highlight=voucher.highlight,
    )


def of_account(balance: Balance, vouchers: Iterable[Voucher], shop: Shop) -> AccountAnswer:
    return AccountAnswer(
        points=of_balance(balance, shop),
        vouchers=[of_voucher(voucher, shop) for voucher in vouchers],
    )


def of_movements(
    movements: "Sequence[Movement]", shop: Shop, *, page: int
) -> MovementsAnswer:
    """One more than a page was asked for: it only says that there is a next one."""
    shown = movements[:page]
    return MovementsAnswer(
        items=[_of_movement(movement, shop) for movement in shown],
        next=cursor(shown[-1].number) if len(movements) > page else None,
    )


def _of_movement(movement: "Movement", shop: Shop) -> MovementAnswer:
    order, voucher = movement.order, movement.voucher
    return MovementAnswer(
        points=movement.points,
        balance=movement.balance,
        happened_at=movement.happened_at.astimezone(shop.zone),
        cause=Cause(
            kind=movement.kind,
            source=movement.source,
            order=order.external_id if order else None,
            reference=order.reference if order else None,
            voucher=voucher.code if voucher else None,
        ),
    )
