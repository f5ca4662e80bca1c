"""The facts besides orders. ``updated_at`` alone is required."""

from decimal import Decimal
from typing import Annotated

from api.schemas.fields import (
    Address,
    AnyEmail,
    Birthday,
    Flag,
    Id,
    Instant,
    Language,
    Many,
    MaybeCurrency,
    Multiplier,
    Percentage,
    Price,
    Quantity,
    Stock,
    Text50,
    Text100,
    Text200,
    Text255,
    Text500,
    usable_email,
)
from api.schemas.statements import FactPayload, PayloadPart
from shop.rules.facts import (
    CartFact,
    CartLineFact,
    CategoryFact,
    ConsentFact,
    CustomerFact,
    GroupFact,
    ProductFact,
    VariantFact,
)


class GroupPayload(FactPayload):
    name: Text100 = ""
    discount_percent: Percentage = Decimal(0)
    points_multiplier: Multiplier = Decimal(1)
    free_shipping: Flag = False

    def fact(self) -> GroupFact:
        return GroupFact(**dict(self))


class ConsentsPayload(PayloadPart):
    offers: Flag
    at: Instant
    wording: Text500 = ""
    source: Text50 = "shop"

    def fact(self) -> ConsentFact:
        # Said by nobody is said by the shop.
        return ConsentFact(**dict(self) | {"source": self.source or "shop"})


class CustomerPayload(FactPayload):
    email: AnyEmail = ""
    email_verified: Flag = False
    first_name: Text100 = ""
    last_name: Text100 = ""
    language: Language = ""
    birthday: Birthday = None
    registered_at: Instant | None = None
    guest: Flag = False
    group: Id | None = None
    address: Text255 = ""
    sponsor: Text50 = ""
    consents: ConsentsPayload | None = None

    def fact(self) -> CustomerFact:
        consents = self.consents and self.consents.fact()
        read = {"consents": consents, "email": usable_email(self.email)}
        return CustomerFact(**dict(self) | read)


class CategoryPayload(FactPayload):
    name: Text200 = ""
    parent: Id | None = None

    def fact(self) -> CategoryFact:
        return CategoryFact(**dict(self))


class VariantPayload(PayloadPart):
    id: Text100
    name: Text255 = ""
    price: Price | None = None
    stock: Stock | None = None

    def fact(self) -> VariantFact:
        return VariantFact(**dict(self))


class ProductPayload(FactPayload):
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
    categories: Annotated[tuple[Id, ...], Many] = ()
    cost: Price | None = None
    variants: Annotated[tuple[VariantPayload, ...], Many] = ()

    def fact(self) -> ProductFact:
        variants = tuple(variant.fact() for variant in self.variants)
        return ProductFact(**dict(self) | {"variants": variants})


class CartLinePayload(PayloadPart):
    id: Id
    product: Id
    quantity: Quantity
    unit_price: Price | None = None
    name: Text255 = ""

    def fact(self) -> CartLineFact:
        return CartLineFact(**dict(self))


class CartPayload(FactPayload):
    customer: Id | None = None
    email: AnyEmail = ""
    currency: MaybeCurrency = ""
    lines: Annotated[tuple[CartLinePayload, ...], Many] = ()
    recovery_url: Address = ""
    order: Id | None = None

    def fact(self) -> CartFact:
        lines = tuple(line.fact() for line in self.lines)
        read = {"lines": lines, "email": usable_email(self.email)}
        return CartFact(**dict(self) | read)
