"""The calls that a shop makes to the programme, one method each.

docs/connect-a-shop.md walks through the same calls, in the same order.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.models import DemoCart, DemoCartLine
from demo_shop.quotes import CustomerVoucher, Quote
from demo_shop.transport import NoAnswer, Transport, in_process
from demo_shop.wishes import Hearts
from shop.rules import (
    CartFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    OrderFact,
    ProductFact,
)

type AnyFact = GroupFact | CustomerFact | CategoryFact | ProductFact | CartFact | OrderFact

# What a rule or a value was refused with; anything else is not the customer's doing.
_REFUSALS = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


class SaidNo(Refused):
    """The programme refused. ``reason`` is its code; its sentence is for the customer."""

    code = "programme_said_no"

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem["detail"]))
        self.reason = str(problem["code"])


class Away(Refused):
    """The programme did not answer, or not sensibly. Nothing is known to have happened."""

    code = "programme_away"

    def __init__(self) -> None:
        super().__init__(
            _("The loyalty programme does not answer at the moment. Please try again.")
        )


@dataclass(frozen=True, slots=True)
class Purse:
    """What a customer has. ``value`` is what the convertible points are worth."""

    available: int
    convertible: int
    value: Decimal
    vouchers: Sequence[CustomerVoucher]


@dataclass(frozen=True, slots=True)
class TierSummary:
    """What customers reach, as the shop shows it."""

    name: str
    min_spend: Decimal
    discount_percent: Decimal
    rights: Sequence[str]


@dataclass(frozen=True, slots=True)
class Programme:
    key: str
    send: Transport = in_process

    def put_group(self, number: str, fact: GroupFact) -> Any:
        return self._call("PUT", f"/groups/{number}", _body(fact))

    def put_customer(self, number: str, fact: CustomerFact) -> Any:
        return self._call("PUT", f"/customers/{number}", _body(fact))

    def put_category(self, number: str, fact: CategoryFact) -> Any:
        return self._call("PUT", f"/categories/{number}", _body(fact))

    def put_product(self, number: str, fact: ProductFact) -> Any:
        return self._call("PUT", f"/products/{number}", _body(fact))

    def put_cart(self, cart: DemoCart, fact: CartFact) -> Any:
        return self._call("PUT", f"/carts/{cart.key}", _body(fact))

    def put_order(self, number: str, fact: OrderFact) -> Any:
        return self._call("PUT", f"/orders/{number}", _body(fact))

    def put_many(self, facts: Iterable[tuple[str, str, AnyFact]]) -> list[Any]:
        """Up to a thousand of (type, id, fact): a result for each."""
        items = [
            {"type": kind, "id": number, "body": _body(fact)}
            for kind, number, fact in facts
        ]
        results: list[Any] = self._call("POST", "/batch", {"items": items})["results"]
        return results

    def account(self, customer: str) -> Purse:
        said = self._call("GET", f"/customers/{customer}/account")
        points = said["points"]
        return Purse(
            available=points["available"],
            convertible=points["convertible"],
            value=Decimal(points["value"]),
            vouchers=[CustomerVoucher.read(each) for each in said["vouchers"]],
        )

    def points_of(self, customer: str, order: str, placed_at: datetime) -> int | None:
        """What the order has given by now; None where his later movements are too many."""
        said = self._call("GET", f"/customers/{customer}/points")
        items = said["items"]
        if said["next"] and datetime.fromisoformat(items[-1]["happened_at"]) > placed_at:
            return None
        own = [each for each in items if each["cause"]["order"] == order]
        return sum(int(each["points"]) for each in own if each["cause"]["kind"] == "settle")

    def tiers(self) -> list[TierSummary]:
        """The lowest first; none where the programme has no tiers."""
        return [
            TierSummary(
                name=each["name"],
                min_spend=Decimal(each["min_spend"]),
                discount_percent=Decimal(each["discount_percent"]),
                rights=each["rights"],
            )
            for each in self._call("GET", "/levels")["levels"]
        ]

    def convert(self, customer: str, *, once: str) -> CustomerVoucher:
        """All his points, into a voucher. The same ``once`` again answers the same
        voucher.
        """
        said = self._call(
            "POST", f"/customers/{customer}/conversions", {}, {"Idempotency-Key": once}
        )
        return CustomerVoucher.read(said["voucher"])

    def quote(
        self,
        lines: Iterable[DemoCartLine],
        *,
        customer: str | None,
        shipping: Decimal,
        codes: Sequence[str] = (),
        cart: str | None = None,
    ) -> Quote:
        return Quote.read(
            self._call(
                "POST",
                "/quotes",
                {
                    "customer": customer,
                    "cart": cart,
                    "lines": [_line(line) for line in lines],
                    "shipping": shipping,
                    # A customer types a code, of whatever it is: one of the two knows it.
                    "vouchers": list(codes),
                    "gift_cards": list(codes),
                },
            )
        )

    def hearts(self, customer: str | None, kept: Iterable[str] = ()) -> Hearts:
        """Those of a customer, or of somebody not signed in, which the shop has kept."""
        if customer is None:
            return Hearts.read(self._call("GET", "/wishlist"), kept)
        said = self._call("GET", f"/customers/{customer}/wishlist")
        return Hearts.read(said["words"], (each["product"] for each in said["items"]))

    def wish(self, customer: str, product: str) -> None:
        self._call("PUT", f"/customers/{customer}/wishlist/{product}")

    def unwish(self, customer: str, product: str) -> None:
        """An empty heart stays empty."""
        try:
            self._call("DELETE", f"/customers/{customer}/wishlist/{product}")
        except SaidNo as refusal:
            if refusal.reason != "unknown":
                raise

    def hold(self, code: str, cart: DemoCart) -> None:
        """Nobody else's cart can have the voucher for a while."""
        customer = cart.account.number if cart.account else None
        self._call("PUT", f"/vouchers/{code}/holds/{cart.key}", {"customer": customer})

    def release(self, code: str, cart: DemoCart) -> None:
        self._call("DELETE", f"/vouchers/{code}/holds/{cart.key}")

    def hold_card(self, code: str, cart: DemoCart, amount: Decimal) -> None:
        """So much of the gift card is this cart's for a while."""
        self._call("PUT", f"/gift-cards/{code}/holds/{cart.key}", {"amount": amount})

    def release_card(self, code: str, cart: DemoCart) -> None:
        self._call("DELETE", f"/gift-cards/{code}/holds/{cart.key}")

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Raises SaidNo and Away."""
        content = b"" if body is None else json.dumps(body, default=_plain).encode()
        said = {
            "Authorization": f"Bearer {self.key}",
            "Accept-Language": get_language() or "fr",
            **(headers or {}),
        }
        try:
            answer = self.send(method, f"/api/v1{path}", said, content)
        except NoAnswer as error:
            raise Away from error
        if answer.status in _REFUSALS:
            raise SaidNo(json.loads(answer.body))
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise Away
        return json.loads(answer.body) if answer.body else None


def _body(fact: AnyFact) -> dict[str, Any]:
    return asdict(fact)


def _line(line: DemoCartLine) -> dict[str, Any]:
    product = line.product
    return {
        "id": product.number,
        "product": product.number,
        "name": product.name,
        "quantity": line.quantity,
        "unit_price": product.price,
        "unit_price_excl_tax": product.price_excl_tax,
        "on_sale": product.on_sale,
    }


def _plain(value: object) -> str:
    """Amounts are text, times ISO 8601 with their offset."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
