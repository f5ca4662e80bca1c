"""What a shop's software must be able to do, so that everything above it works with it.

``Connector`` is what every shop needs: it is read. What only some can do has a protocol of
its own (``Counts``, ``FetchesMany``, ``WritesVouchers``, ``WritesGroups``, ``CallsUs``): a
connector has its methods or has not, and the product offers, or leaves out, what hangs on
them.
A connector translates and holds no state: no rows, no clock of ours, no retries. It
raises what ``outgoing`` raises. Times that a shop compares with itself (``Cursor``) are
the shop's own clock, labelled UTC whatever zone it lives in; times in facts are real.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from core.money import to_cent
from shop.rules.facts import AnyFact


class Kind(StrEnum):
    """What there is to read in a shop, in the order in which it is first read."""

    GROUP = "group"
    CATEGORY = "category"
    PRODUCT = "product"
    CUSTOMER = "customer"
    CART = "cart"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What the shop can do. Each has its sentence for the merchant in ``phrases``."""

    # A refund moves the order's own date of change.
    refunds_move_orders: bool = False
    # Customers can be asked for since a date; otherwise the nightly sweep reads all.
    customers_since: bool = False
    # A deletion is told by an event; otherwise the nightly sweep finds it.
    deletions_told: bool = False
    carts: bool = False
    # Codes: for one customer, for some goods only, from a later day on.
    codes_bound: bool = False
    codes_for_goods: bool = False
    codes_start_later: bool = False
    # Codes: a percentage of so much at most, a minimum of the goods that they are for.
    codes_capped: bool = False
    codes_minimum_of_goods: bool = False
    # The shop itself gives a code back when its order is cancelled, or refunded.
    codes_back_on_cancel: bool = False
    codes_back_on_refund: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list of the shop that is read from where it was left.

    ``whole``: it cannot be asked for changes, only for what is new; every night it is read
    from its beginning. ``pointing``: its rows only say what to look at, so that the past is
    not read from it. ``overlap``: so far back the next reading begins again.
    """

    name: str
    kind: Kind
    whole: bool = False
    pointing: bool = False
    overlap: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a feed has been read: what changed before ``at``, and of what changed at
    that very second the first ``skip``. In a whole feed ``skip`` counts rows.
    """

    at: datetime | None = None
    skip: int = 0


class Gone:
    """In place of a fact: the shop has it no more."""


class Ignored:
    """In place of a fact: nothing the programme should know of, such as a draft."""


class Look:
    """In place of a fact: something about it has changed, fetch it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """In place of a fact: an answer that makes no sense, and what about it."""

    reason: str


type Read = AnyFact | Gone | Ignored | Look | Unreadable


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the shop, by its id there."""

    kind: Kind
    id: str
    read: Read


@dataclass(frozen=True, slots=True)
class FeedPage:
    """``next`` is where the reading goes on; ``last``: there is nothing more for now."""

    items: Sequence[Item]
    next: Cursor
    last: bool


@dataclass(frozen=True, slots=True)
class Money:
    """What the shop itself says an order has brought: its total less all refunds, in
    ``currency``. ``state`` is the shop's own word; ``customer`` None for a guest; ``rate``
    units of ``currency`` for one of the shop's own, where it is another and the shop knows.
    """

    id: str
    placed_at: datetime
    state: str
    kept: Decimal
    currency: str
    customer: str | None
    rate: Decimal | None = None

    @property
    def in_shops_currency(self) -> Decimal:
        return to_cent(self.kept / self.rate) if self.rate else self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A voucher as the shop is to know it. ``uses_left`` None: without limit."""

    code: str
    name: str
    kind: str
    starts: datetime
    ends: datetime
    amount: Decimal | None = None
    percent: Decimal | None = None
    minimum: Decimal = Decimal(0)
    minimum_excl_tax: bool = False
    minimum_of_goods: bool = False
    max_amount: Decimal | None = None
    customer: str | None = None
    email: str = ""
    uses_left: int | None = 1
    uses_per_customer: int | None = None
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    excluded_products: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    on_sale: bool = True
    with_vouchers: bool = True
    highlight: bool = True

    @property
    def for_goods(self) -> bool:
        return bool(
            self.products
            or self.categories
            or self.excluded_products
            or self.excluded_categories
        )


@dataclass(frozen=True, slots=True)
class RawState:
    """A state of orders in the shop, and ours that it most likely is."""

    id: str
    name: str
    guess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a first look at the shop has shown. ``missing``: rights the key lacks, by the
    shop's own names; ``excess``: rights it should not have. ``tax_on_codes``: percent that
    the shop adds to the amount of a code, which the connector takes out before.
    """

    version: str
    currency: str = ""
    timezone: str = ""
    clock: datetime | None = None
    prices_with_tax: bool | None = None
    tax_on_codes: Decimal = Decimal(0)
    states: tuple[RawState, ...] = ()
    missing: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopEvent:
    """A call from the shop: header names in lower case, the body as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Hint:
    """What an event says: look at this. ``event`` is its id, ``at`` when it was sent;
    both are empty where the shop gives none.
    """

    kind: Kind
    id: str
    event: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """All that a connector needs to speak with its shop.

    ``states``: ours by the shop's own. ``zone`` is the shop's, for times without one.
    """

    address: str
    credentials: Mapping[str, str]
    zone: ZoneInfo
    currency: str
    states: Mapping[str, str] = field(default_factory=dict)
    ca_pem: str = ""
    version: str = ""


class Connector(Protocol):
    """A shop that is read. Its orders name codes; one whose rule the shop no longer has is
    named ``#`` and the id that ``WritesVouchers.push_voucher`` has answered.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this shop can do, in the version it has."""

    @property
    def feeds(self) -> Sequence[Feed]:
        """What is read, in the order in which it is first read."""

    def check(self) -> Found:
        """A first look, which writes nothing."""

    def changes(self, feed: Feed, cursor: Cursor) -> FeedPage:
        """The next page from there, oldest change first."""

    def fetch(self, kind: Kind, id: str) -> Read:  # noqa: A002 -- the shop's word for it
        """One thing as it stands now, ``Gone`` where there is none."""

    def ids(self, kind: Kind, since: datetime | None = None) -> Iterator[Sequence[str]]:
        """All ids of a kind, page by page; of orders those placed since then."""

    def money(self, since: datetime | None) -> Iterator[Sequence[Money]]:
        """All orders placed since then, page by page, oldest first."""


@runtime_checkable
class Counts(Protocol):
    """A shop that says how many there are; of others the ids are listed and counted."""

    def count(self, kind: Kind, since: datetime | None = None) -> int:
        """How many of ``ids`` there are, in one call."""


@runtime_checkable
class FetchesMany(Protocol):
    """A shop that answers for many ids at once: what is to be read again is read in
    batches. Without it each thing costs the calls of one ``fetch``.
    """

    def fetch_many(self, kind: Kind, ids: Sequence[str]) -> Sequence[Item]:
        """Those of at most a hundred that its list has, in any order. One that it leaves
        out is asked for by ``fetch`` before anything follows from that.
        """


@runtime_checkable
class WritesVouchers(Protocol):
    """A shop that takes codes. Each is known there under an id of its own."""

    def push_voucher(self, code: Code) -> str:
        """Make the code, or find it where it is made already. Answers its id."""

    def revive(self, id: str, code: Code) -> str:  # noqa: A002
        """Let the code be used ``uses_left`` times from now. Idempotent. Answers its id,
        which may have become another.
        """

    def revoke(self, id: str) -> None:  # noqa: A002
        """The code is worth nothing from now on; one that is gone already is no error."""


@runtime_checkable
class WritesGroups(Protocol):
    """A shop whose customers can be put into groups: tiers have their discount there."""

    def push_group(self, name: str, percent: Decimal) -> str:
        """A group of this name, made unless there is one. Answers its id."""

    def set_group(
        self, customer: str, group: str | None, *, former: str, ours: Collection[str]
    ) -> str:
        """Put the customer into ``group`` beside their own groups and make it count; None
        takes them out of all groups that are ``ours`` and restores ``former``. Answers the
        group of the shop's own that counts without ours, "" where none is known.
        """


@runtime_checkable
class CallsUs(Protocol):
    """A shop that can be told where to call about changes."""

    def listen(self, url: str, secret: str) -> None:
        """Have the shop call there about changes, signed with the secret; what it has been
        told before, or has stopped, is set right.
        """


@dataclass(frozen=True, slots=True)
class Credential:
    """Something the merchant is asked for; its label is in the shop's own words."""

    name: str
    label: Any
    help: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopKind:
    """A kind of shop: how it is named, what it asks for, who speaks with it.

    ``verify`` checks the signature of an event under the connection's secret and answers
    what to look at, None for a call that only tries the line. It raises ``BadSignature``.
    ``example``: what an address looks like.
    """

    code: str
    name: str
    credentials: Sequence[Credential]
    example: str
    build: Callable[[Access], Connector]
    verify: Callable[[ShopEvent, str], Hint | None]


class BadSignature(Exception):  # noqa: N818 -- it says what it is
    """The event was not signed with the connection's secret."""


def read(kind: Kind, id: str, how: Callable[[], Read]) -> Item:  # noqa: A002
    """Map one raw answer; what cannot be read must not sink the page it came on."""
    try:
        return Item(kind, id, how())
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Item(kind, id, Unreadable(f"{type(error).__name__}: {error}"[:200]))


def how_many(connector: Connector, kind: Kind, since: datetime | None = None) -> int:
    """How many of a kind the shop has; of orders those placed since then."""
    if isinstance(connector, Counts):
        return connector.count(kind, since)
    return sum(len(page) for page in connector.ids(kind, since))
