"""What the product asks of a PrestaShop, in calls of its webservice."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors import raw
from connectors.contract import (
    Access,
    Capabilities,
    Code,
    Connector,
    Credential,
    Cursor,
    Feed,
    FeedPage,
    Found,
    Gone,
    Item,
    Kind,
    Look,
    Money,
    Read,
    ShopKind,
)
from connectors.paging import advanced
from connectors.prestashop import checking, giving, items, takings
from connectors.prestashop.events import verify
from connectors.prestashop.lookups import Lookups
from connectors.prestashop.webservice import LIGHT_PAGE, PAGE, Webservice

# Local times without a zone: in autumn an hour comes twice, and what changes in its second
# half lies before what changed in its first.
_OVERLAP = timedelta(minutes=70)
_FEEDS = [
    ("groups", Kind.GROUP),
    ("categories", Kind.CATEGORY),
    ("products", Kind.PRODUCT),
    ("customers", Kind.CUSTOMER),
    ("orders", Kind.ORDER),
    # Neither a refund nor every change of state moves the date of its order.
    ("order_slip", Kind.ORDER),
    ("order_histories", Kind.ORDER),
]
_RESOURCES = {
    Kind.GROUP: "groups",
    Kind.CATEGORY: "categories",
    Kind.PRODUCT: "products",
    Kind.CUSTOMER: "customers",
    Kind.ORDER: "orders",
}
_POINTING = {"order_slip": "date_upd", "order_histories": "date_add"}
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), "2100-01-01 00:00:00"
_PATCHES = 8


class PrestaShop17:
    """One shop, for as long as a task takes. Before 8.0 a thing is changed by writing all
    of it, which has wiped customers: they are left alone, and spent codes are made anew.
    """

    capabilities = Capabilities(
        customers_since=True, codes_bound=True, codes_start_later=True
    )

    feeds: Sequence[Feed] = [
        Feed(name=name, kind=kind, pointing=name in _POINTING, overlap=_OVERLAP)
        for name, kind in _FEEDS
    ]

    def __init__(self, access: Access) -> None:
        self._access = access
        self._service = Webservice(access)
        self._lookups = Lookups(self._service, access)

    def check(self) -> Found:
        return checking.look(self._service, self._lookups)

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        began = timezone.now()
        moved = _POINTING.get(feed.name, "date_upd")
        since = f"{cursor.at or _FIRST:%Y-%m-%d %H:%M:%S}"
        # Rows that only point at orders are light.
        most = LIGHT_PAGE if feed.pointing else PAGE
        query: dict[str, str | int] = {
            "display": f"[id,id_order,{moved}]" if feed.pointing else "full",
            "date": 1,
            f"filter[{moved}]": f"[{since},{_LAST}]",
            "sort": f"[{moved}_ASC,id_ASC]",
            "limit": f"{cursor.skip},{most}",
            **items.asked_for(feed.kind),
        }
        rows = self._service.rows(feed.name, query)
        if feed.pointing:
            orders = dict.fromkeys(str(row["id_order"]) for row in rows)
            found = [Item(Kind.ORDER, each, Look()) for each in orders]
        else:
            found = items.read_rows(
                self._service, feed.kind, rows, self._lookups.reading(began)
            )
        times = [raw.utc(row[moved]) or _FIRST for row in rows]
        return FeedPage(found, advanced(cursor, times), last=len(rows) < most)

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002
        found = self.fetch_many(kind, [id])
        return found[0].read if found else Gone()

    def fetch_many(self, kind: Kind, ids: Sequence[str]) -> Sequence[Item]:
        """Six calls for orders, two for products, one for the others, however many."""
        began = timezone.now()
        query: dict[str, str | int] = {
            "display": "full",
            "filter[id]": f"[{'|'.join(ids)}]",
            **items.asked_for(kind),
        }
        rows = self._service.rows(_RESOURCES[kind], query)
        return items.read_rows(self._service, kind, rows, self._lookups.reading(began))

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        placed = takings.placed_since(since, self._access.zone)
        pages = self._service.by_id(
            _RESOURCES[kind], "[id]", **(placed if kind is Kind.ORDER else {})
        )
        return ([str(row["id"]) for row in page] for page in pages)

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        return takings.read_money(self._service, self._lookups, since)

    def push_voucher(self, code: Code) -> str:
        return giving.push_voucher(self._service, self._lookups, code)

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        self.revoke(id)
        return self.push_voucher(code)

    def revoke(self, id: str) -> None:  # noqa: A002
        giving.revoke(self._service, id)


class PrestaShop(PrestaShop17):
    """Since 8.0 one element can be changed and the others left alone."""

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        return giving.revive(self._service, self._lookups, id, code)

    def push_group(self, name: str, percent: Decimal) -> str:
        return giving.push_group(self._service, self._lookups, name, percent)

    def set_group(
        self, customer: str, group: str | None, *, former: str, ours: Collection[str]
    ) -> str:
        return giving.set_group(self._service, customer, group, former=former, ours=ours)


def build(access: Access) -> Connector:
    major = access.version.partition(".")[0]
    patches = major.isdigit() and int(major) >= _PATCHES
    return PrestaShop(access) if patches else PrestaShop17(access)


KIND = ShopKind(
    code="prestashop",
    name="PrestaShop",
    credentials=[
        Credential(
            "key",
            _("Webservice key"),
            _("In your shop: Advanced Parameters, Webservice, “Add new webservice key”."),
        )
    ],
    example="https://www.example.com",
    build=build,
    verify=verify,
)
