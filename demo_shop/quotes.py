"""The programme's quote of a cart, parsed. Every total the shop shows comes from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.money import ZERO


@dataclass(frozen=True, slots=True)
class QuotedDiscount:
    """``kind`` is group, voucher, offer or shipping; the last is off the shipping."""

    kind: str
    label: str
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class QuotedRefusal:
    """``message`` is for the customer, in their language."""

    code: str
    reason: str
    message: str
    missing: Decimal | None


# What the customer reads beside a voucher that is offered, by its origin.
ORIGIN_LABELS: Mapping[str, StrOrPromise] = {
    "points": gettext_lazy("points"),
    "cart": gettext_lazy("abandoned cart"),
    "thanks": gettext_lazy("thanks for an order"),
    "best": gettext_lazy("best customer"),
    "lapsed": gettext_lazy("lapsed customer"),
    "welcome": gettext_lazy("welcome"),
    "birthday": gettext_lazy("birthday"),
    "referral": gettext_lazy("referral"),
    "tier": gettext_lazy("tier"),
}


@dataclass(frozen=True, slots=True)
class VoucherInfo:
    """Worth ``amount``, or ``percent``, or the shipping; ``origin``: why it was given."""

    code: str
    origin: StrOrPromise
    label: str
    kind: str
    amount: Decimal | None
    percent: Decimal | None
    minimum: Decimal
    valid_until: datetime

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            code=data["code"],
            origin=ORIGIN_LABELS.get(data["origin"], ""),
            label=data.get("label") or "",
            kind=data["kind"],
            amount=_amount(data.get("amount")),
            percent=_amount(data.get("percent")),
            minimum=_amount(data.get("minimum")) or ZERO,
            valid_until=datetime.fromisoformat(data["valid_until"]),
        )


@dataclass(frozen=True, slots=True)
class QuotedOffer:
    """An offer on the customer's carts, each step in words; ``early``: before others."""

    label: str
    steps: Sequence[str]
    ends_at: datetime | None
    early: bool
    audience: str

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        ends = data["ends_at"]
        return cls(
            label=data["label"],
            steps=data["steps"],
            ends_at=datetime.fromisoformat(ends) if ends else None,
            early=data["early"],
            audience=data["audience"],
        )


@dataclass(frozen=True, slots=True)
class QuotedPayment:
    """What a gift card pays of the total."""

    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class QuotedLine:
    subtotal: Decimal
    total: Decimal

    @property
    def discount(self) -> Decimal:
        return self.subtotal - self.total


@dataclass(frozen=True, slots=True)
class CartQuote:
    """Of a cart as it is now. ``lines`` by their id."""

    lines: Mapping[str, QuotedLine]
    discounts: Sequence[QuotedDiscount]
    payments: Sequence[QuotedPayment]
    refused: Sequence[QuotedRefusal]
    available: Sequence[VoucherInfo]
    messages: Sequence[str]
    offers: Sequence[QuotedOffer]
    shipping: Decimal
    total: Decimal
    to_pay: Decimal
    points_to_earn: int

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            lines={
                line["id"]: QuotedLine(Decimal(line["subtotal"]), Decimal(line["total"]))
                for line in data["lines"]
            },
            discounts=[
                QuotedDiscount(
                    kind=each["kind"],
                    label=each["label"],
                    code=each.get("code") or "",
                    amount=Decimal(each["amount"]),
                )
                for each in data["discounts"]
            ],
            payments=[
                QuotedPayment(code=each["gift_card"], amount=Decimal(each["amount"]))
                for each in data["payments"]
            ],
            refused=_refused(data),
            available=[VoucherInfo.parse(each) for each in data["available"]],
            messages=[each["text"] for each in data["messages"]],
            offers=[QuotedOffer.parse(each) for each in data["offers"]],
            shipping=Decimal(data["shipping"]),
            total=Decimal(data["total"]),
            to_pay=Decimal(data["to_pay"]),
            points_to_earn=data["points_to_earn"],
        )

    @property
    def goods(self) -> Decimal:
        """Before any discount."""
        return sum((line.subtotal for line in self.lines.values()), ZERO)

    @property
    def off_goods(self) -> Decimal:
        return self.goods - sum((line.total for line in self.lines.values()), ZERO)

    @property
    def used(self) -> list[str]:
        """The codes that lower this price, in the order they were applied."""
        return list(dict.fromkeys(each.code for each in self.discounts if each.code))


def _refused(data: Mapping[str, Any]) -> list[QuotedRefusal]:
    """Answer one refusal per code that counts for nothing.

    Each code is asked about as a voucher and as a gift card, so one of the two is unknown:
    the refusal with a reason of its own wins.
    """
    known = {each["code"].upper() for each in data["discounts"] if each.get("code")}
    known |= {each["gift_card"].upper() for each in data["payments"]}
    refusals: dict[str, QuotedRefusal] = {}
    for each in sorted(data["refused"], key=lambda each: each["reason"] == "unknown"):
        upper = each["code"].upper()
        if upper not in known:
            refusals.setdefault(
                upper,
                QuotedRefusal(
                    code=each["code"],
                    reason=each["reason"],
                    message=each["message"],
                    missing=_amount(each.get("missing")),
                ),
            )
    return list(refusals.values())


def _amount(data: str | None) -> Decimal | None:
    return None if data is None else Decimal(data)
