"""A cart and the vouchers named for it, as the arithmetic needs them."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO, to_cent
from core.quantities import Quantity


class DiscountKind(StrEnum):
    AMOUNT = "amount"
    PERCENT = "percent"
    SHIPPING = "shipping"


class RefusalReason(StrEnum):
    """Why a code was not taken. Shops program against these."""

    UNKNOWN = "unknown"
    WRONG_CUSTOMER = "wrong_customer"
    CANCELLED = "cancelled"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    ALREADY_USED = "already_used"
    HELD = "held"
    BELOW_MINIMUM = "below_minimum"
    NO_ELIGIBLE_PRODUCT = "no_eligible_product"
    NOT_COMBINABLE = "not_combinable"
    BUDGET_SPENT = "budget_spent"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    NOTHING_TO_PAY = "nothing_to_pay"
    NOT_ENOUGH_POINTS = "not_enough_points"
    WRONG_STEP = "wrong_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartItem:
    """A line of a cart. ``categories`` are its product's, with all that stand above."""

    id: str
    quantity: Quantity
    unit_price: Decimal
    unit_price_excl_tax: Decimal | None = None
    on_sale: bool = False
    product: int | None = None
    categories: frozenset[int] = frozenset()
    gift_card: bool = False

    @property
    def total(self) -> Decimal:
        return to_cent(self.quantity * self.unit_price)

    @property
    def total_excl_tax(self) -> Decimal:
        """Where the shop does not say, as if there were no tax."""
        if self.unit_price_excl_tax is None:
            return self.total
        return to_cent(self.quantity * self.unit_price_excl_tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The goods a voucher is for. Nothing ticked is everything; a gift card is never
    meant.
    """

    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    excluded_categories: frozenset[int] = frozenset()
    excluded_products: frozenset[int] = frozenset()
    on_sale: bool = True

    @property
    def covers_all(self) -> bool:
        return self == Scope()

    def covers(self, item: CartItem) -> bool:
        if item.gift_card or (item.on_sale and not self.on_sale):
            return False
        if item.product in self.excluded_products:
            return False
        if item.categories & self.excluded_categories:
            return False
        if not self.categories and not self.products:
            return True
        return item.product in self.products or bool(item.categories & self.categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartVoucher:
    """What a voucher takes off, and from which carts. Who may use it when is no matter
    here.

    ``minimum`` is compared with the goods before any discount, gift cards left out; with
    ``minimum_of_goods`` only with those that it is for. A percentage takes ``max_amount``
    at most.
    """

    code: str
    label: str
    kind: DiscountKind
    amount: Decimal = ZERO
    percent: Decimal = ZERO
    minimum: Decimal = ZERO
    minimum_of_goods: bool = False
    minimum_excl_tax: bool = False
    max_amount: Decimal | None = None
    with_group: bool = True
    with_vouchers: bool = True
    scope: Scope = field(default_factory=Scope)
    ends: datetime

    @property
    def rank(self) -> tuple[datetime, str]:
        """Whose turn it is among equals: the one that ends first, then by code."""
        return self.ends, self.code.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDiscount:
    """What the customer's group gives. ``in_prices``: the shop has applied it already."""

    label: str
    percent: Decimal = ZERO
    free_shipping: bool = False
    in_prices: bool = False

    @property
    def gives(self) -> bool:
        return bool(self.percent or self.free_shipping)
