"""What the product asks of a django-oscar shop: the worked example."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from connectors import raw
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
    Read,
    ShopEvent,
    ShopKind,
    read,
)
from connectors.oscar import mapping
from connectors.outgoing import NotFound, ShopCaller
from connectors.paging import advanced, counted
from connectors.signatures import check_standard

PAGE = 100
_PATHS = {
    Kind.CATEGORY: "categories",
    Kind.PRODUCT: "products",
    Kind.CUSTOMER: "customers",
    Kind.ORDER: "orders",
}


class Oscar:
    """One shop, for as long as a task takes."""

    feeds: Sequence[Feed] = [
        Feed(name="categories", kind=Kind.CATEGORY, whole=True),
        Feed(name="products", kind=Kind.PRODUCT),
        Feed(name="customers", kind=Kind.CUSTOMER, whole=True),
        Feed(name="orders", kind=Kind.ORDER),
    ]
    capabilities = Capabilities(refunds_move_orders=True, codes_start_later=True)

    def __init__(self, access: Access) -> None:
        self._access = access
        key = access.credentials["key"]
        self._caller = ShopCaller(
            access.address,
            headers={"Authorization": f"Bearer {key}"},
            ca_pem=access.ca_pem,
        )

    def check(self) -> Found:
        said = self._call("GET", "about")
        return Found(
            version=said["version"],
            currency=said["currency"],
            states=tuple(mapping.raw_state(name) for name in said["states"]),
        )

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        began = timezone.now()
        query: dict[str, str | int] = {"skip": cursor.skip}
        if cursor.at and not feed.whole:
            query["since"] = cursor.at.isoformat()
        rows = self._call("GET", _PATHS[feed.kind], query)["rows"]
        items = [self._read(feed.kind, row, began) for row in rows]
        if feed.whole:
            after = counted(cursor, len(rows))
        else:
            times = [datetime.fromisoformat(row["changed"]) for row in rows]
            after = advanced(cursor, times)
        return FeedPage(items, after, last=len(rows) < PAGE)

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002
        began = timezone.now()
        if kind not in _PATHS:
            return Gone()
        try:
            row = self._call("GET", f"{_PATHS[kind]}/{id}")
        except NotFound:
            return Gone()
        return self._read(kind, row, began).read

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        if kind in _PATHS:
            query = {"since": since.isoformat()} if since and kind is Kind.ORDER else {}
            yield self._call("GET", f"{_PATHS[kind]}/ids", query)["ids"]

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        feed, cursor, last = self.feeds[-1], Cursor(since), False
        while not last:
            query: dict[str, str | int] = {"skip": cursor.skip}
            if cursor.at:
                query["since"] = cursor.at.astimezone(UTC).isoformat()
            rows = self._call("GET", _PATHS[feed.kind], query)["rows"]
            yield [money_of(row) for row in rows]
            times = [datetime.fromisoformat(row["changed"]) for row in rows]
            cursor, last = advanced(cursor, times), len(rows) < PAGE

    def push_voucher(self, code: Code) -> str:
        body = {
            "code": code.code,
            "name": code.name,
            "kind": code.kind,
            "worth": f"{code.percent or code.amount or 0:f}",
            "minimum": f"{code.minimum:f}",
            "starts": code.starts.isoformat(),
            "ends": code.ends.isoformat(),
            "uses_left": code.uses_left,
        }
        return str(self._call("POST", "vouchers", body=body)["id"])

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        try:
            self._call("POST", f"vouchers/{id}", body={"uses_left": code.uses_left})
        except NotFound:
            return self.push_voucher(code)
        return id

    def revoke(self, id: str) -> None:  # noqa: A002
        try:
            self._call("DELETE", f"vouchers/{id}")
        except NotFound:
            return

    def _read(self, kind: Kind, row: Mapping[str, Any], at: datetime) -> Item:
        how: dict[Kind, Callable[[], Read]] = {
            Kind.ORDER: partial(mapping.order_fact, row, states=self._access.states, at=at),
            Kind.CUSTOMER: partial(mapping.customer_fact, row, at),
            Kind.CATEGORY: partial(mapping.category_fact, row, at),
            Kind.PRODUCT: partial(mapping.product_fact, row, at, self._access.address),
        }
        return read(kind, str(row["id"]), how[kind])

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        *,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        return self._caller.json(method, f"/fidelite/{path}/", query, body=body)


def money_of(row: Mapping[str, Any]) -> Money:
    return Money(
        id=row["id"],
        placed_at=datetime.fromisoformat(row["placed"]),
        state=row["state"],
        kept=raw.money(row["total"]) - mapping.refunded(row["refunds"]),
        currency=row["currency"],
        customer=row["customer"],
    )


def verify(event: ShopEvent, secret: str) -> Hint | None:
    """A kind and an id, signed as Standard Webhooks are. Raises BadSignature."""
    name, at = check_standard(event, secret)
    try:
        said = json.loads(event.body)
        return Hint(Kind(said["kind"]), str(said["id"]), name, at)
    except (ValueError, LookupError, TypeError) as error:
        raise BadSignature from error


KIND = ShopKind(
    code="oscar",
    name="django-oscar",
    credentials=[
        Credential(
            "key",
            gettext_lazy("Key"),
            gettext_lazy("FIDELITE_KEY in the settings of your shop."),
        )
    ],
    example="https://www.example.com",
    build=Oscar,
    verify=verify,
)
