"""The facts besides orders. ``updated_at`` alone is required."""

from decimal import Decimal
from typing import Annotated

from api.forms.fields import (
    Address,
    Currency,
    Day,
    Email,
    Flag,
    Id,
    Instant,
    Language,
    Multiplier,
    Percentage,
    Price,
    Quantity,
    Several,
    Stock,
    Text50,
    Text100,
    Text200,
    Text255,
)
from api.forms.statements import Part, Statement
from shop.rules import (
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    ProductFact,
)


class GroupForm(Statement):
    name: Text100 = ""
    discount_percent: Percentage = Decimal(0)
    points_multiplier: Multiplier = Decimal(1)
    free_shipping: Flag = False

    def fact(self) -> GroupFact:
        return GroupFact(**dict(self))


class CustomerForm(Statement):
    email: Email = ""
    email_verified: Flag = False
    first_name: Text100 = ""
    last_name: Text100 = ""
    language: Language = ""
    birthday: Day | None = None
    registered_at: Instant | None = None
    guest: Flag = False
    group: Id | None = None
    address: Text255 = ""
    sponsor: Text50 = ""

    def fact(self) -> CustomerFact:
        return CustomerFact(**dict(self))


class CategoryForm(Statement):
    name: Text200 = ""
    parent: Id | None = None

    def fact(self) -> CategoryFact:
        return CategoryFact(**dict(self))


class ProductForm(Statement):
    name: Text255 = ""
    url: Address = ""
    image: Address = ""
    price: Price | None = None
    price_excl_tax: Price | None = None
    regular_price: Price | None = None
    on_sale: Flag = False
    stock: Stock | None = None
    active: Flag = True
    gift_card: Flag = False
    categories: Annotated[tuple[Id, ...], Several] = ()

    def fact(self) -> ProductFact:
        return ProductFact(**dict(self))


class CartLineForm(Part):
    id: Id
    product: Id
    quantity: Quantity
    unit_price: Price
    name: Text255 = ""

    def fact(self) -> CartLineFact:
        return CartLineFact(**dict(self))


class CartForm(Statement):
    customer: Id | None = None
    email: Email = ""
    currency: Currency = ""
    lines: Annotated[tuple[CartLineForm, ...], Several] = ()
    recovery_url: Address = ""
    order: Id | None = None

    def fact(self) -> CartFact:
        lines = tuple(line.fact() for line in self.lines)
        return CartFact(**dict(self) | {"lines": lines})
