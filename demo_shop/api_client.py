"""The client of the programme's HTTP API: one method per call that a shop makes.

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
from demo_shop.favourites import Favourites
from demo_shop.models import DemoCart, DemoCartLine
from demo_shop.quotes import CartQuote, VoucherInfo
from demo_shop.transport import Transport, TransportError, in_process
from shop.rules.facts import (
    CartFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    OrderFact,
    ProductFact,
)

type AnyFact = GroupFact | CustomerFact | CategoryFact | ProductFact | CartFact | OrderFact

# Statuses of a refused rule or value; the customer can do nothing about any other.
_REFUSALS = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


class ProgrammeRefused(Refused):
    """The API refused. ``reason`` is its code; its sentence is for the customer."""

    code = "programme_refused"

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem["detail"]))
        self.reason = str(problem["code"])


class ProgrammeUnavailable(Refused):
    """No answer, or one that is no refusal. Whether the call took effect is unknown."""

    code = "programme_unavailable"

    def __init__(self) -> None:
        super().__init__(
            _("The loyalty programme does not answer at the moment. Please try again.")
        )


@dataclass(frozen=True, slots=True)
class CustomerBalance:
    """The points and vouchers of a customer. ``value``: of the convertible points."""

    available: int
    convertible: int
    value: Decimal
    vouchers: Sequence[VoucherInfo]


@dataclass(frozen=True, slots=True)
class TierInfo:
    """A tier as the shop shows it."""

    name: str
    min_spend: Decimal
    discount_percent: Decimal
    rights: Sequence[str]


@dataclass(frozen=True, slots=True)
class ProgrammeClient:
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
        """Send up to 1000 of (type, id, fact); answer a result for each."""
        items = [
            {"type": kind, "id": number, "body": _body(fact)}
            for kind, number, fact in facts
        ]
        results: list[Any] = self._call("POST", "/batch", {"items": items})["results"]
        return results

    def balance(self, customer: str) -> CustomerBalance:
        data = self._call("GET", f"/customers/{customer}/account")
        points = data["points"]
        return CustomerBalance(
            available=points["available"],
            convertible=points["convertible"],
            value=Decimal(points["value"]),
            vouchers=[VoucherInfo.parse(each) for each in data["vouchers"]],
        )

    def points_given_by(self, customer: str, order: str, placed_at: datetime) -> int | None:
        """Sum the points that the order has given; None where it is not on the first page.

        The page holds the latest movements, so an older order may be out of reach.
        """
        data = self._call("GET", f"/customers/{customer}/points")
        items = data["items"]
        if data["next"] and datetime.fromisoformat(items[-1]["happened_at"]) > placed_at:
            return None
        own = [each for each in items if each["cause"]["order"] == order]
        return sum(int(each["points"]) for each in own if each["cause"]["kind"] == "settle")

    def tiers(self) -> list[TierInfo]:
        """Return the tiers, the lowest first; none where the programme has no tiers."""
        return [
            TierInfo(
                name=each["name"],
                min_spend=Decimal(each["min_spend"]),
                discount_percent=Decimal(each["discount_percent"]),
                rights=each["rights"],
            )
            for each in self._call("GET", "/levels")["levels"]
        ]

    def convert(self, customer: str, *, idempotency_key: str) -> VoucherInfo:
        """Turn all convertible points into a voucher. Idempotent for one key."""
        data = self._call(
            "POST",
            f"/customers/{customer}/conversions",
            {},
            {"Idempotency-Key": idempotency_key},
        )
        return VoucherInfo.parse(data["voucher"])

    def quote(
        self,
        lines: Iterable[DemoCartLine],
        *,
        customer: str | None,
        shipping: Decimal,
        codes: Sequence[str] = (),
        cart: str | None = None,
    ) -> CartQuote:
        return CartQuote.parse(
            self._call(
                "POST",
                "/quotes",
                {
                    "customer": customer,
                    "cart": cart,
                    "lines": [
                        {
                            "id": line.product.number,
                            "product": line.product.number,
                            "name": line.product.name,
                            "quantity": line.quantity,
                            "unit_price": line.product.price,
                            "unit_price_excl_tax": line.product.price_excl_tax,
                            "on_sale": line.product.on_sale,
                        }
                        for line in lines
                    ],
                    "shipping": shipping,
                    # One field takes both: whichever kind the code is, that list knows it.
                    "vouchers": list(codes),
                    "gift_cards": list(codes),
                },
            )
        )

    def favourites(self, customer: str | None, kept: Iterable[str] = ()) -> Favourites:
        """Return the favourites of a customer; a visitor's are ``kept`` by the shop
        itself.
        """
        if customer is None:
            return Favourites.parse(self._call("GET", "/wishlist"), kept)
        data = self._call("GET", f"/customers/{customer}/wishlist")
        return Favourites.parse(data["words"], (each["product"] for each in data["items"]))

    def add_favourite(self, customer: str, product: str) -> None:
        self._call("PUT", f"/customers/{customer}/wishlist/{product}")

    def remove_favourite(self, customer: str, product: str) -> None:
        """Idempotent: removing what was not saved is no error."""
        try:
            self._call("DELETE", f"/customers/{customer}/wishlist/{product}")
        except ProgrammeRefused as refusal:
            if refusal.reason != "unknown":
                raise

    def hold(self, code: str, cart: DemoCart) -> None:
        """Keep the voucher from other carts for a while."""
        customer = cart.account.number if cart.account else None
        self._call("PUT", f"/vouchers/{code}/holds/{cart.key}", {"customer": customer})

    def release(self, code: str, cart: DemoCart) -> None:
        self._call("DELETE", f"/vouchers/{code}/holds/{cart.key}")

    def hold_card(self, code: str, cart: DemoCart, amount: Decimal) -> None:
        """Reserve the amount of the gift card for this cart for a while."""
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
        """Raises ProgrammeRefused and ProgrammeUnavailable."""
        content = b"" if body is None else json.dumps(body, default=_plain).encode()
        sent = {
            "Authorization": f"Bearer {self.key}",
            "Accept-Language": get_language() or "fr",
            **(headers or {}),
        }
        try:
            answer = self.send(method, f"/api/v1{path}", sent, content)
        except TransportError as error:
            raise ProgrammeUnavailable from error
        if answer.status in _REFUSALS:
            raise ProgrammeRefused(json.loads(answer.body))
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise ProgrammeUnavailable
        return json.loads(answer.body) if answer.body else None


def _body(fact: AnyFact) -> dict[str, Any]:
    return asdict(fact)


def _plain(value: object) -> str:
    """Write amounts as text, times ISO 8601 with their offset."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
