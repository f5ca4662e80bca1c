"""Facts as a door hands them in: already typed, not yet believed.

Ids are the shop's own. A reference (customer, group, product …) is an id too.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b

from core.money import ZERO, to_cent
from core.quantities import Quantity
from shop.rules.amounts import OrderMoney, PricedFee, PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFact:
    updated_at: datetime
    name: str = ""
    discount_percent: Decimal = Decimal(0)
    points_multiplier: Decimal = Decimal(1)
    free_shipping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFact:
    """A customer's yes or no to offers by mail, as they gave it to the shop ``at`` a time,
    in these words.
    """

    offers: bool
    at: datetime
    wording: str = ""
    source: str = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFact:
    updated_at: datetime
    email: str = ""
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    language: str = ""
    birthday: date | None = None
    registered_at: datetime | None = None
    guest: bool = False
    group: str | None = None
    # The postal address in one line; a digest of it is kept.
    address: str = ""
    # The code of the customer who brought this one; read once, when the account is new.
    sponsor: str = ""
    # What the shop was told about offers; later than every answer, it counts.
    consents: ConsentFact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFact:
    updated_at: datetime
    name: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFact:
    """A combination of a product that is sold under an id of its own."""

    id: str
    name: str = ""
    price: Decimal | None = None
    stock: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFact:
    updated_at: datetime
    name: str = ""
    url: str = ""
    image: str = ""
    price: Decimal | None = None
    price_excl_tax: Decimal | None = None
    regular_price: Decimal | None = None
    on_sale: bool = False
    stock: int | None = None
    active: bool = True
    gift_card: bool = False
    categories: tuple[str, ...] = ()
    # The purchase price of one, without tax.
    cost: Decimal | None = None
    variants: tuple[VariantFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineFact:
    id: str
    product: str
    quantity: Quantity
    # None: the shop has not said it.
    unit_price: Decimal | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartFact:
    updated_at: datetime
    customer: str | None = None
    email: str = ""
    currency: str = ""
    lines: tuple[CartLineFact, ...] = ()
    recovery_url: str = ""
    order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftFact:
    """Whom a gift card that is bought is for, and when it is to be mailed."""

    name: str = ""
    email: str = ""
    message: str = ""
    deliver_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPaymentFact:
    """What a gift card has paid of an order, and what of it has come back to the card."""

    code: str
    amount: Decimal
    refunded: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeFact:
    """What an order costs beside goods and shipping: gift wrapping, a payment fee.

    ``amount`` may be negative. ``earns``: it counts for points as goods do.
    """

    label: str
    amount: Decimal
    amount_excl_tax: Decimal | None = None
    refunded: Decimal = ZERO
    earns: bool = False

    @property
    def priced(self) -> PricedFee:
        """Where the shop did not say the price without tax, it counts as it is."""
        bare = self.amount if self.amount_excl_tax is None else self.amount_excl_tax
        return PricedFee(
            amount=self.amount,
            amount_excl_tax=bare,
            refunded=self.refunded,
            earns=self.earns,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineFact:
    id: str
    product: str
    quantity: Quantity
    unit_price: Decimal
    name: str = ""
    unit_price_excl_tax: Decimal | None = None
    on_sale: bool = False
    refunded_quantity: Quantity = 0
    refunded_amount: Decimal = ZERO
    # This line's part of the order's discount, where the shop knows it.
    discount: Decimal | None = None
    # The shop's id of the combination that was bought.
    variant: str = ""
    gift: GiftFact | None = None

    @property
    def came_back(self) -> Quantity:
        """What counts of ``refunded_quantity``: no more can come back than was bought."""
        return min(self.refunded_quantity, self.quantity)

    @property
    def beyond_bought(self) -> Decimal:
        """What the pieces cost that are said to have come back and were never bought."""
        return to_cent((self.refunded_quantity - self.came_back) * self.unit_price)

    @property
    def priced(self) -> PricedLine:
        return PricedLine(
            quantity=self.quantity,
            unit_price=self.unit_price,
            unit_price_excl_tax=self.unit_price_excl_tax,
            on_sale=self.on_sale,
            refunded_quantity=self.came_back,
            refunded_amount=self.refunded_amount,
            discount=self.discount,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFact:
    """Everything about the order as it now stands: a statement, not an event."""

    updated_at: datetime
    state: str
    currency: str
    placed_at: datetime
    lines: tuple[OrderLineFact, ...]
    reference: str = ""
    customer: str | None = None
    email: str = ""
    cart: str | None = None
    raw_state: str = ""
    country: str = ""
    paid_at: datetime | None = None
    shipping: Decimal = ZERO
    shipping_excl_tax: Decimal | None = None
    discount: Decimal = ZERO
    vouchers: tuple[str, ...] = ()
    gift_cards: tuple[CardPaymentFact, ...] = ()
    refunded_amount: Decimal = ZERO
    # Money given back of the shipping; ``refunded_amount`` is then neither goods nor this.
    shipping_refunded: Decimal = ZERO
    fees: tuple[FeeFact, ...] = ()
    total: Decimal | None = None
    # Units of ``currency`` for one of the shop's.
    rate: Decimal | None = None
    # Paid with points: a voucher is made of them when the order comes in.
    points_spent: int = 0
    # An address was given to which no mail can be sent: it is not kept.
    email_unusable: bool = False
    # The currency it was stated in, once its amounts have been converted.
    raw_currency: str = ""

    @property
    def names_codes(self) -> bool:
        """Whether it has been paid, or lowered, with something of which there is one."""
        return bool(self.vouchers or self.gift_cards or self.points_spent)

    @property
    def money(self) -> OrderMoney:
        """What was paid and is kept, as far as the statement alone tells."""
        return OrderMoney(
            lines=[line.priced for line in self.lines],
            discount=self.discount,
            refunded_amount=self.refunded_amount,
            shipping=self.shipping,
            shipping_excl_tax=self.shipping_excl_tax,
            shipping_refunded=self.shipping_refunded,
            fees=[fee.priced for fee in self.fees],
        )

    @property
    def qualifying_instant(self) -> datetime:
        """When an order in a granting state qualified: paid, else placed, never arrived."""
        return self.paid_at or self.placed_at


def with_each_card_once(fact: OrderFact) -> OrderFact:
    """What one card has paid in several payments is one sum."""
    sums: dict[str, CardPaymentFact] = {}
    for card in fact.gift_cards:
        code = card.code.strip().upper()
        before = sums.get(code, replace(card, amount=ZERO, refunded=ZERO))
        sums[code] = replace(
            before,
            amount=before.amount + card.amount,
            refunded=before.refunded + card.refunded,
        )
    return replace(fact, gift_cards=tuple(sums.values()))


type AnyFact = GroupFact | CustomerFact | CategoryFact | ProductFact | CartFact | OrderFact


def digest(fact: AnyFact) -> bytes:
    """Sixteen bytes that are equal where two statements say the same.

    The time of the statement is left out: saying it again later is no change. So is what
    only a note says.
    """
    said = [
        (field.name, _normalized(getattr(fact, field.name)))
        for field in fields(fact)
        if field.name not in {"updated_at", "email_unusable"}
    ]
    return blake2b(repr(said).encode(), digest_size=16).digest()


_PARTS = (
    OrderLineFact,
    CartLineFact,
    CardPaymentFact,
    GiftFact,
    FeeFact,
    VariantFact,
)


def _normalized(value: object) -> object:
    """20 and 20.00 are one amount, and an instant is one in any time zone."""
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, tuple):
        return [_normalized(item) for item in value]
    if isinstance(value, _PARTS):
        return [_normalized(getattr(value, field.name)) for field in fields(value)]
    return repr(value)
