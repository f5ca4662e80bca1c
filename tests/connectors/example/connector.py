"""A whole connector: the made-up market « Halle ». CONTRIBUTING says how to add one.
Its API: ``/about``, ``/<kind>?since=&skip=`` (rows with ``id`` and ``changed``, the oldest
change first, a hundred at once), ``/<kind>/<id>``, and ``/coupons``; all under a key.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from connectors import raw
from connectors.balancing import balanced
from connectors.contract import (
    Access,
    BadSignature,
    Capabilities,
    Code,
    Credential,
    Cursor,
    Feed,
    FeedPage,
    Found,
    Gone,
    Hint,
    Item,
    Kind,
    Money,
    RawState,
    Read,
    ShopEvent,
    ShopKind,
    read,
)
from connectors.outgoing import NotFound, ShopCaller
from connectors.paging import advanced
from connectors.signatures import check_standard
from core.money import ZERO
from shop.rules.amounts import goods_total
from shop.rules.facts import CustomerFact, OrderFact, OrderLineFact, ProductFact

PAGE = 100
PATHS = {Kind.PRODUCT: "goods", Kind.CUSTOMER: "people", Kind.ORDER: "baskets"}
STATES = {"open": "pending", "paid": "paid", "given": "delivered", "void": "cancelled"}


class Halle:
    feeds: Sequence[Feed] = [Feed(name=PATHS[kind], kind=kind) for kind in PATHS]
    capabilities = Capabilities(
        refunds_move_orders=True,
        customers_since=True,
        codes_bound=True,
        codes_start_later=True,
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        key = access.credentials["key"]
        self._caller = ShopCaller(
            access.address, headers={"X-Key": key}, ca_pem=access.ca_pem
        )

    def check(self) -> Found:
        said = self._call("GET", "about")
        states = tuple(RawState(each, each, STATES[each]) for each in said["states"])
        return Found(version=said["version"], currency=said["currency"], states=states)

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        began = timezone.now()
        rows = self._rows(feed.kind, cursor)
        items = [self._item(feed.kind, row, began) for row in rows]
        return FeedPage(items, _after(cursor, rows), last=len(rows) < PAGE)

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002
        began = timezone.now()
        try:
            row = self._call("GET", f"{PATHS[kind]}/{id}")
        except NotFound:
            return Gone()
        return self._item(kind, row, began).read

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        for rows in self._pages(kind):
            placed = [row for row in rows if not since or _placed(row) >= since]
            yield [row["id"] for row in placed]

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        for rows in self._pages(Kind.ORDER):
            yield [_money(row) for row in rows if not since or _placed(row) >= since]

    def push_voucher(self, code: Code) -> str:
        body = {
            "code": code.code,
            "off": f"{code.amount or 0:f}",
            "percent": f"{code.percent or 0:f}",
            "for": code.customer,
            "from": code.starts.isoformat(),
            "until": code.ends.isoformat(),
            "uses": code.uses_left,
        }
        # The code is its id there: writing it twice writes the same.
        self._call("PUT", f"coupons/{code.code}", body=body)
        return code.code

    def revive(self, id: str, code: Code) -> str:  # noqa: A002, ARG002
        return self.push_voucher(code)

    def revoke(self, id: str) -> None:  # noqa: A002
        try:
            self._call("DELETE", f"coupons/{id}")
        except NotFound:
            return

    def _item(self, kind: Kind, row: Mapping[str, Any], at: datetime) -> Item:
        how: Mapping[Kind, Callable[[], Read]] = {
            Kind.ORDER: partial(order_fact, row, self._access.states, at),
            Kind.CUSTOMER: lambda: CustomerFact(updated_at=at, email=row["mail"]),
            Kind.PRODUCT: lambda: ProductFact(updated_at=at, name=row["name"]),
        }
        return read(kind, row["id"], how[kind])

    def _pages(self, kind: Kind) -> Iterator[list[dict[str, Any]]]:
        cursor = Cursor()
        while rows := self._rows(kind, cursor):
            yield rows
            cursor = _after(cursor, rows)
            if len(rows) < PAGE:
                return

    def _rows(self, kind: Kind, cursor: Cursor) -> list[dict[str, Any]]:
        query: dict[str, str | int] = {"skip": cursor.skip}
        if cursor.at:
            query["since"] = cursor.at.isoformat()
        rows: list[dict[str, Any]] = self._call("GET", PATHS[kind], query)
        return rows

    def _call(self, method: str, path: str, query: Any = None, body: Any = None) -> Any:
        return self._caller.json(method, f"/v1/{path}", query, body=body)


def _after(cursor: Cursor, rows: Sequence[Mapping[str, Any]]) -> Cursor:
    return advanced(cursor, [datetime.fromisoformat(row["changed"]) for row in rows])


def order_fact(
    row: Mapping[str, Any], states: Mapping[str, str], at: datetime
) -> OrderFact:
    lines = tuple(
        OrderLineFact(
            id=f"{number}",
            product=line["good"],
            quantity=line["pieces"],
            unit_price=raw.decimal(line["each"]),
            refunded_amount=raw.money(line["back"]),
        )
        for number, line in enumerate(row["lines"])
    )
    goods, total = goods_total([line.priced for line in lines]), raw.money(row["paid"])
    shipping, discount = balanced(goods=goods, shipping=ZERO, fees=ZERO, total=total)
    return OrderFact(
        updated_at=at,
        state=states[row["state"]],
        raw_state=row["state"],
        currency="EUR",
        placed_at=_placed(row),
        paid_at=_placed(row),
        customer=row["who"],
        lines=lines,
        shipping=shipping,
        discount=discount,
        vouchers=tuple(row["coupons"]),
        total=total,
    )


def _money(row: Mapping[str, Any]) -> Money:
    back: Decimal = sum((raw.money(line["back"]) for line in row["lines"]), ZERO)
    kept = raw.money(row["paid"]) - back
    return Money(row["id"], _placed(row), row["state"], kept, "EUR", row["who"])


def _placed(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["placed"]).astimezone(UTC)


def verify(event: ShopEvent, secret: str) -> Hint:
    name, at = check_standard(event, secret)
    kinds = {path: kind for kind, path in PATHS.items()}
    try:
        said = json.loads(event.body)
        return Hint(kinds[said["what"]], said["id"], name, at)
    except (ValueError, LookupError, TypeError) as error:
        raise BadSignature from error


KIND = ShopKind(
    code="halle",
    name="Halle",
    credentials=[Credential("key", "Key")],
    example="https://halle.example.com",
    build=Halle,
    verify=verify,
)
