"""A shop in memory that does all that the contract asks for, or is told to fail."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

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
    Hint,
    Item,
    Kind,
    Look,
    Money,
    RawState,
    Read,
    ShopEvent,
    ShopKind,
)
from connectors.outgoing import NotFound
from connectors.paging import advanced, counted
from connectors.signatures import check_standard
from shop.rules.facts import CustomerFact, OrderFact, ProductFact
from tests.connectors.money import kept_of
from tests.factories import START, line

CAN = Capabilities(customers_since=True, codes_bound=True, codes_start_later=True)
STATES = {"new": "pending", "paid": "paid", "off": "cancelled"}


@dataclass
class Coupon:
    code: str
    customer: str | None
    uses_left: int | None
    used: int = 0


@dataclass
class FakeShop:
    """``moved`` is when each thing last changed, by the shop's own clock."""

    things: dict[tuple[Kind, str], Any] = field(default_factory=dict)
    moved: dict[tuple[Kind, str], datetime] = field(default_factory=dict)
    looks: list[tuple[datetime, str]] = field(default_factory=list)
    coupons: dict[str, Coupon] = field(default_factory=dict)
    groups: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    counting: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    trouble: Callable[[str], None] | None = None
    page: int = 2
    clock: datetime = START
    capabilities: Capabilities = CAN
    currency: str = "EUR"
    missing: tuple[str, ...] = ()
    lists: bool = True
    heard: list[tuple[str, str]] = field(default_factory=list)

    feeds: Sequence[Feed] = (
        Feed(name="products", kind=Kind.PRODUCT, whole=True),
        Feed(name="customers", kind=Kind.CUSTOMER),
        Feed(name="orders", kind=Kind.ORDER),
        Feed(name="refunds", kind=Kind.ORDER, pointing=True),
    )

    def put(self, kind: Kind, name: str, thing: Any, *, after: float = 1) -> None:
        """Something changes in the shop, so many seconds later."""
        self.clock += timedelta(seconds=after)
        self.things[kind, name] = thing
        self.moved[kind, name] = self.clock

    def customer(self, name: str, **fields: Any) -> None:
        usual: dict[str, Any] = {"email": f"client{name}@example.com"}
        usual["registered_at"] = START
        self.put(Kind.CUSTOMER, name, CustomerFact(updated_at=START, **usual | fields))

    def product(self, name: str, title: str = "", **fields: Any) -> None:
        called = title or f"Article {name}"
        self.put(Kind.PRODUCT, name, ProductFact(updated_at=START, name=called, **fields))

    def order(self, name: str, price: str = "40.00", **fields: Any) -> None:
        self.put(Kind.ORDER, name, an_order(price, **fields))

    def check(self) -> Found:
        self._call("check")
        states = tuple(RawState(name, name, ours) for name, ours in STATES.items())
        return Found(
            version="1.0", currency=self.currency, states=states, missing=self.missing
        )

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        self._call(f"changes {feed.name}")
        if feed.pointing:
            return self._pointed(cursor)
        names = [name for kind, name in self.things if kind is feed.kind]
        if feed.whole:
            some = names[cursor.skip : cursor.skip + self.page]
            after = counted(cursor, len(some))
        else:
            since = cursor.at or datetime(1970, 1, 1, tzinfo=UTC)
            keys = sorted(
                (self.moved[feed.kind, name], name)
                for name in names
                if self.moved[feed.kind, name] >= since
            )[cursor.skip : cursor.skip + self.page]
            some = [name for _at, name in keys]
            after = advanced(cursor, [at for at, _name in keys])
        items = [Item(feed.kind, name, self._read(feed.kind, name)) for name in some]
        return FeedPage(items, after, last=len(some) < self.page)

    def _pointed(self, cursor: Cursor) -> FeedPage:
        since = cursor.at or START
        due = sorted(each for each in self.looks if each[0] >= since)[cursor.skip :]
        items = [Item(Kind.ORDER, name, Look()) for _at, name in due]
        return FeedPage(items, advanced(cursor, [at for at, _name in due]), last=True)

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002
        self._call(f"fetch {kind} {id}")
        return self._read(kind, id) if (kind, id) in self.things else Gone()

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        self._call(f"ids {kind}")
        yield [
            name
            for each, name in self.things
            if self.lists and each is kind and (not since or self._placed(name) >= since)
        ]

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        self._call("money")
        for (kind, name), fact in self.things.items():
            recent = kind is Kind.ORDER and (not since or self._placed(name) >= since)
            if recent and isinstance(fact, OrderFact):
                yield [
                    Money(
                        name,
                        fact.placed_at,
                        fact.raw_state,
                        kept_of(fact),
                        fact.currency,
                        fact.customer,
                    )
                ]

    def push_voucher(self, code: Code) -> str:
        self._call(f"push {code.code}")
        for name, coupon in self.coupons.items():
            if coupon.code == code.code:
                return name
        name = f"r{len(self.coupons) + 1}"
        self.coupons[name] = Coupon(code.code, code.customer, code.uses_left)
        return name

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        self._call(f"revive {code.code}")
        self.coupons[id].uses_left = code.uses_left
        return id

    def revoke(self, id: str) -> None:  # noqa: A002
        self._call(f"revoke {id}")
        self.coupons.pop(id, None)

    def push_group(self, name: str, percent: Decimal) -> str:
        self._call(f"group {name}")
        for key, known in self.groups.items():
            if known[0] == name:
                self.groups[key] = (name, percent)
                return key
        key = f"G{len(self.groups) + 1}"
        self.groups[key] = (name, percent)
        return key

    def set_group(
        self, customer: str, group: str | None, *, former: str, ours: Collection[str]
    ) -> str:
        self._call(f"set {customer} {group}")
        if (Kind.CUSTOMER, customer) not in self.things:
            raise NotFound("gone")
        counted_now = self.counting.get(customer, "3")
        own = former if counted_now in ours else counted_now
        kept = [each for each in self.members.get(customer, ["3"]) if each not in ours]
        self.members[customer] = [*kept, *([group] if group else [])]
        self.counting[customer] = group or own
        return own

    def listen(self, url: str, secret: str) -> None:
        self._call("listen")
        self.heard.append((url, secret))

    def _read(self, kind: Kind, name: str) -> Read:
        thing = self.things[kind, name]
        if isinstance(thing, CustomerFact | ProductFact | OrderFact):
            return replace(thing, updated_at=self.clock + timedelta(microseconds=1))
        read: Read = thing
        return read

    def _placed(self, name: str) -> datetime:
        fact = self.things[Kind.ORDER, name]
        return fact.placed_at if isinstance(fact, OrderFact) else START

    def _call(self, what: str) -> None:
        self.calls.append(what)
        if self.trouble:
            self.trouble(what)


def an_order(price: str = "40.00", **fields: Any) -> OrderFact:
    usual: dict[str, Any] = {
        "updated_at": START,
        "state": "paid",
        "raw_state": "paid",
        "currency": "EUR",
        "placed_at": START,
        "paid_at": START,
        "lines": (line(1, price),),
    }
    return OrderFact(**usual | fields)


def _verify(event: ShopEvent, secret: str) -> Hint | None:
    name, at = check_standard(event, secret)
    kind, _space, thing = event.body.decode().partition(" ")
    return Hint(Kind(kind), thing, name, at) if thing else None


def kind_of(shop: FakeShop) -> ShopKind:
    def build(_access: Access) -> Connector:
        return shop

    return ShopKind(
        code="fake",
        name="FakeShop",
        credentials=[Credential("key", "Key")],
        example="https://fake.example.com",
        build=build,
        verify=_verify,
    )
