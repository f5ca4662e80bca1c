"""What the programme answers to a cart. Every total the shop shows comes from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.money import ZERO


@dataclass(frozen=True, slots=True)
class Discount:
    """``kind`` is group, voucher, offer or shipping; the last is off the shipping."""

    kind: str
    label: str
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """``message`` is for the customer, in his language."""

    code: str
    reason: str
    message: str
    missing: Decimal | None


# What the customer reads beside a voucher that is proposed to him, by its origin.
WHY: Mapping[str, StrOrPromise] = {
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
class CustomerVoucher:
    """Worth ``amount``, or ``percent``, or the shipping; ``why`` it was given."""

    code: str
    why: StrOrPromise
    label: str
    kind: str
    amount: Decimal | None
    percent: Decimal | None
    minimum: Decimal
    valid_until: datetime

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            code=said["code"],
            why=WHY.get(said["origin"], ""),
            label=said.get("label") or "",
            kind=said["kind"],
            amount=_amount(said.get("amount")),
            percent=_amount(said.get("percent")),
            minimum=_amount(said.get("minimum")) or ZERO,
            valid_until=datetime.fromisoformat(said["valid_until"]),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """What his carts have today, each step in words; ``early``: before the others."""

    label: str
    steps: Sequence[str]
    ends_at: datetime | None
    early: bool
    audience: str

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        ends = said["ends_at"]
        return cls(
            label=said["label"],
            steps=said["steps"],
            ends_at=datetime.fromisoformat(ends) if ends else None,
            early=said["early"],
            audience=said["audience"],
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """What a gift card pays of the total."""

    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineQuote:
    subtotal: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """Of a cart as it is now. ``lines`` by their id."""

    lines: Mapping[str, LineQuote]
    discounts: Sequence[Discount]
    payments: Sequence[Payment]
    refused: Sequence[RefusedCode]
    available: Sequence[CustomerVoucher]
    messages: Sequence[str]
    offers: Sequence[Offer]
    shipping: Decimal
    total: Decimal
    to_pay: Decimal
    points_to_earn: int

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            lines={
                line["id"]: LineQuote(Decimal(line["subtotal"]), Decimal(line["total"]))
                for line in said["lines"]
            },
            discounts=[
                Discount(
                    kind=each["kind"],
                    label=each["label"],
                    code=each.get("code") or "",
                    amount=Decimal(each["amount"]),
                )
                for each in said["discounts"]
            ],
            payments=[
                Payment(code=each["gift_card"], amount=Decimal(each["amount"]))
                for each in said["payments"]
            ],
            refused=_refused(said),
            available=[CustomerVoucher.read(each) for each in said["available"]],
            messages=[each["text"] for each in said["messages"]],
            offers=[Offer.read(each) for each in said["offers"]],
            shipping=Decimal(said["shipping"]),
            total=Decimal(said["total"]),
            to_pay=Decimal(said["to_pay"]),
            points_to_earn=said["points_to_earn"],
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


def _refused(said: Mapping[str, Any]) -> list[RefusedCode]:
    """A code is asked about as a voucher and as a gift card: what either knows of it
    counts.
    """
    known = {each["code"].upper() for each in said["discounts"] if each.get("code")}
    known |= {each["gift_card"].upper() for each in said["payments"]}
    told: dict[str, RefusedCode] = {}
    for each in sorted(said["refused"], key=lambda each: each["reason"] == "unknown"):
        upper = each["code"].upper()
        if upper not in known:
            told.setdefault(
                upper,
                RefusedCode(
                    code=each["code"],
                    reason=each["reason"],
                    message=each["message"],
                    missing=_amount(each.get("missing")),
                ),
            )
    return list(told.values())


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)
