"""What the product asks of a WooCommerce, in calls of its REST API."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors import raw
from connectors.contract import (
    Access,
    Capabilities,
    Code,
    Credential,
    Cursor,
    Feed,
    FeedPage,
    Found,
    Gone,
    Item,
    Kind,
    Money,
    RawState,
    Read,
    ShopKind,
    read,
)
from connectors.outgoing import KeyRefused, NotFound
from connectors.paging import advanced, counted
from connectors.woocommerce import coupons, webhooks
from connectors.woocommerce.catalogue import category_fact, product_fact
from connectors.woocommerce.events import verify
from connectors.woocommerce.orders import DRAFTS, kept, order_read
from connectors.woocommerce.people import customer_fact
from connectors.woocommerce.rest import PAGE, Rest, Row
from connectors.woocommerce.states import BUILT_IN, raw_state
from connectors.woocommerce.taxes import tax_on_coupons
from core.money import ZERO

_PATHS = {
    Kind.CATEGORY: "/products/categories",
    Kind.PRODUCT: "/products",
    Kind.CUSTOMER: "/customers",
    Kind.ORDER: "/orders",
}
# Staff and shop managers buy too, and the list leaves them out unless it is asked.
_EVERYBODY: dict[str, str | int] = {"role": "all"}
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
_MONEY = "id,date_created_gmt,status,total,currency,customer_id,refunds"


class WooCommerce:
    """One shop, for as long as a task takes."""

    # The first two cannot be asked for changes: neither has a date that is looked at.
    feeds: Sequence[Feed] = [
        Feed(name="categories", kind=Kind.CATEGORY, whole=True),
        Feed(name="customers", kind=Kind.CUSTOMER, whole=True),
        Feed(name="products", kind=Kind.PRODUCT),
        Feed(name="orders", kind=Kind.ORDER, overlap=timedelta(minutes=5)),
    ]
    capabilities = Capabilities(
        refunds_move_orders=True,
        codes_bound=True,
        codes_for_goods=True,
        codes_back_on_cancel=True,
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._rest = Rest(access)

    def check(self) -> Found:
        """Seven or eight calls. Raises KeyRefused where the key may not even read."""
        reply = self._rest.reply(
            "GET", "/system_status", {"_fields": "environment,settings"}
        )
        said = reply.json()
        date = reply.headers.get("date")
        taxes = self._rest.get("/settings/tax/woocommerce_prices_include_tax")
        return Found(
            version=str(said["environment"]["version"]),
            currency=str(said["settings"]["currency"]),
            clock=parsedate_to_datetime(date) if date else None,
            prices_with_tax=taxes["value"] == "yes",
            tax_on_codes=tax_on_coupons(self._rest),
            states=self._states(),
            missing=() if self._may_write() else ("coupons: write",),
        )

    def _states(self) -> tuple[RawState, ...]:
        """Those of plugins too, and those that no order is in."""
        rows = self._rest.rows("/reports/orders/totals", {})
        named = {str(row["slug"]): str(row["name"]) for row in rows}
        known = [raw_state(slug, name) for slug, name in named.items()]
        return tuple(
            state
            for state in (*known, *(each for each in BUILT_IN if each.id not in named))
            if state.id not in DRAFTS
        )

    def _may_write(self) -> bool:
        """A key that may only read refuses even to write nothing; any other answers an
        empty list of what was made.
        """
        try:
            self._rest.write("POST", "/coupons/batch", {})
        except KeyRefused:
            return False
        return True

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        began = timezone.now()
        query: dict[str, str | int] = {"order": "asc", "offset": cursor.skip}
        if feed.whole:
            query |= {"orderby": "id"}
        else:
            # The filter leaves the second itself out.
            since = (cursor.at or _EPOCH) - timedelta(seconds=1)
            query |= {
                "orderby": "modified",
                "modified_after": f"{since:%Y-%m-%dT%H:%M:%S}",
                "dates_are_gmt": "true",
            }
        if feed.kind is Kind.CUSTOMER:
            query |= _EVERYBODY
        rows = self._rest.rows(_PATHS[feed.kind], query)
        items = [self._read(feed.kind, row, began) for row in rows]
        if feed.whole:
            after = counted(cursor, len(rows))
        else:
            times = [raw.utc(row["date_modified_gmt"]) or _EPOCH for row in rows]
            after = advanced(cursor, times)
        return FeedPage(items, after, last=len(rows) < PAGE)

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002
        began = timezone.now()
        if kind not in _PATHS:
            return Gone()
        try:
            row = self._rest.get(f"{_PATHS[kind]}/{id}")
        except NotFound:
            return Gone()
        return self._read(kind, row, began).read

    def fetch_many(self, kind: Kind, ids: Sequence[str]) -> Sequence[Item]:
        """One call, and one for each order that has refunds. The trash is not in it."""
        began = timezone.now()
        if kind not in _PATHS:
            return []
        query: dict[str, str | int] = {"include": ",".join(ids)}
        if kind is Kind.CUSTOMER:
            query |= _EVERYBODY
        rows = self._rest.rows(_PATHS[kind], query)
        return [self._read(kind, row, began) for row in rows]

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        pages = (
            self._rest.pages(_PATHS[kind], **_all(kind, since)) if kind in _PATHS else ()
        )
        return ([str(row["id"]) for row in page] for page in pages)

    def count(self, kind: Kind, since: datetime | None = None) -> int:
        """The shop says how many rows a list has beside its first row."""
        query = _all(kind, since) | {"per_page": 1}
        reply = self._rest.reply("GET", _PATHS[kind], query)
        return int(reply.headers.get("x-wp-total", 0))

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        query: dict[str, str | int] = {"_fields": _MONEY}
        if since:
            query |= _placed_since(since)
        for page in self._rest.pages("/orders", **query):
            yield [money_of(row) for row in page]

    def push_voucher(self, code: Code) -> str:
        return coupons.push(self._rest, code, self._tax(code))

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        return coupons.revive(self._rest, id, code, self._tax(code))

    def revoke(self, id: str) -> None:  # noqa: A002
        coupons.revoke(self._rest, id)

    def _tax(self, code: Code) -> Decimal:
        """Asked once per task, so that a setting that was changed counts from then on."""
        return self._tax_on_coupons if code.amount else ZERO

    @cached_property
    def _tax_on_coupons(self) -> Decimal:
        return tax_on_coupons(self._rest)

    def listen(self, url: str, secret: str) -> None:
        webhooks.listen(self._rest, url, secret)

    def _read(self, kind: Kind, row: Row, at: datetime) -> Item:
        """An order with refunds costs another call: its own list has only their sums."""
        name = str(row["id"])
        if kind is Kind.ORDER:
            refunds = (
                self._rest.rows(f"/orders/{name}/refunds", {}) if row["refunds"] else []
            )
            states = self._access.states
            how = partial(order_read, row, refunds, states=states, at=at)
            return read(kind, name, how)
        simple: Any = {
            Kind.CUSTOMER: customer_fact,
            Kind.PRODUCT: product_fact,
            Kind.CATEGORY: category_fact,
        }[kind]
        return read(kind, name, partial(simple, row, at))


def _all(kind: Kind, since: datetime | None) -> dict[str, str | int]:
    """Asks for all ids of a kind; of orders for those placed since then."""
    query: dict[str, str | int] = {"_fields": "id"}
    if kind is Kind.CUSTOMER:
        query |= _EVERYBODY
    if kind is Kind.ORDER and since:
        query |= _placed_since(since)
    return query


def _placed_since(since: datetime) -> dict[str, str | int]:
    return {"after": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "dates_are_gmt": "true"}


def money_of(row: Row) -> Money:
    return Money(
        id=str(row["id"]),
        placed_at=raw.utc(row["date_created_gmt"]) or _EPOCH,
        state=str(row["status"]),
        kept=kept(row),
        currency=str(row["currency"]),
        customer=raw.reference(row["customer_id"]),
    )


KIND = ShopKind(
    code="woocommerce",
    name="WooCommerce",
    credentials=[
        Credential(
            "key",
            _("Consumer key"),
            _("In your shop: WooCommerce, Settings, Advanced, REST API, “Read/Write”."),
        ),
        Credential("secret", _("Consumer secret")),
    ],
    example="https://www.example.com",
    build=WooCommerce,
    verify=verify,
)
