from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from shop.models import (
    Cart,
    CartLine,
    Category,
    Customer,
    CustomerGroup,
    CustomerLook,
    ErasureRequest,
    Fact,
    LedgerRoot,
    Order,
    OrderLine,
    PriceChange,
    Product,
    RetentionNotice,
    Shop,
)
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, GroupFactory

FACTS: list[type[Fact]] = [Cart, Category, Customer, CustomerGroup, Order, Product]


def product(shop: Shop) -> Product:
    return Product.objects.create(shop=shop, external_id="p1")


def order(shop: Shop, **fields: Any) -> Order:
    stated = {"updated_at": START, "digest": b"stated", "placed_at": START}
    return Order.objects.create(shop=shop, external_id="46", **stated | fields)


def order_lines(shop: Shop, *ids: str, **fields: Any) -> None:
    parts = {"order": order(shop), "product": product(shop)} | fields
    for each in ids:
        defaults = {"quantity": 1, "unit_price": Decimal(10)}
        OrderLine.objects.create(external_id=each, **defaults | parts)


def cart_lines(shop: Shop, *ids: str, quantity: int = 1) -> None:
    cart = Cart.objects.create(shop=shop, external_id="9")
    parts = {"cart": cart, "product": product(shop), "quantity": quantity}
    for each in ids:
        CartLine.objects.create(external_id=each, **parts)


def twice(model: type[Fact], shop: Shop) -> None:
    for _ in range(2):
        model._default_manager.create(shop=shop, external_id="7")


def merged_into_itself(shop: Shop) -> None:
    one = CustomerFactory.create(shop=shop)
    one.merged_into, one.merged_at = one, START
    one.save()


def of_customer(shop: Shop, *ways: str) -> Order:
    one = CustomerFactory.create(shop=shop)
    return order(shop, **dict.fromkeys(ways, one))


def named_cart(shop: Shop) -> Cart:
    one = CustomerFactory.create(shop=shop)
    return Cart.objects.create(shop=shop, external_id="7", customer=one, shop_customer=one)


def erasure(shop: Shop, *, times: int = 1, **fields: Any) -> None:
    one = CustomerFactory.create(shop=shop)
    stated = {"customer": one, "asked_at": START, "due_at": START} | fields
    for _ in range(times):
        ErasureRequest.objects.create(**stated)


def priced(shop: Shop, price: int = 40, *, times: int = 1) -> None:
    lamp = product(shop)
    for _ in range(times):
        PriceChange.objects.create(product=lamp, at=START, price=Decimal(price))


def look(shop: Shop, times: int = 1) -> None:
    user, _made = User.objects.get_or_create(email="looks@example.com")
    customer = Customer.objects.create(shop=shop, external_id="look")
    for _each in range(times):
        CustomerLook.objects.create(shop=shop, customer=customer, user=user, day=START)


def notice(shop: Shop, days: int = 1) -> None:
    customer = Customer.objects.create(shop=shop, external_id="silent")
    due_at = START + timedelta(days=days)
    RetentionNotice.objects.create(
        shop=shop, customer=customer, noticed_at=START, due_at=due_at
    )


def root(shop: Shop) -> None:
    for _each in range(2):
        LedgerRoot.objects.create(shop=shop, until=START, movements=0, root=b"")


WRONGS: Wrongs = {
    "customer_look_once_a_day": lambda shop: look(shop, times=2),
    "retention_notice_gives_time": lambda shop: notice(shop, days=0),
    "ledger_root_once": root,
    "price_changed_once": lambda shop: priced(shop, times=2),
    "price_not_negative": lambda shop: priced(shop, -1),
    "erasure_open_once": lambda shop: erasure(shop, times=2),
    "erasure_due_after_it_is_asked": lambda shop: erasure(
        shop, due_at=START - timedelta(seconds=1)
    ),
    "erasure_withdrawn_or_done": lambda shop: erasure(
        shop, withdrawn_at=START, done_at=START
    ),
    "shop_currency_is_iso_4217": lambda _: Shop.objects.create(
        code="b", name="B", currency="€"
    ),
    "group_discount_is_a_percentage": lambda shop: GroupFactory.create(
        shop=shop, discount_percent=Decimal("100.01")
    ),
    "group_multiplier_not_negative": lambda shop: GroupFactory.create(
        shop=shop, points_multiplier=Decimal("-0.001")
    ),
    "customer_erased_is_only_an_id": lambda shop: CustomerFactory.create(
        shop=shop, erased_at=START, email="", first_name="", last_name="Martin"
    ),
    "customer_merge_is_whole": lambda shop: CustomerFactory.create(
        shop=shop, merged_at=START
    ),
    "customer_not_merged_into_itself": merged_into_itself,
    "order_shop_customer_is_another": lambda shop: of_customer(
        shop, "customer", "shop_customer"
    ),
    "order_of_shop_customer_has_owner": lambda shop: of_customer(shop, "claimed_by"),
    "cart_shop_customer_is_another": named_cart,
    "order_stated_is_placed": lambda shop: order(shop, placed_at=None),
    "order_amounts_not_negative": lambda shop: order(shop, discount=Decimal("-0.01")),
    "order_qualification_is_whole": lambda shop: order(shop, qualified_at=START),
    "order_that_counts_has_qualified": lambda shop: order(shop, counts=True),
    "order_line_once": lambda shop: order_lines(shop, "1", "1"),
    "order_line_refund_within_quantity": lambda shop: order_lines(
        shop, "1", refunded_quantity=2
    ),
    "order_line_amounts_not_negative": lambda shop: order_lines(
        shop, "1", refunded_amount=Decimal("-0.01")
    ),
    "order_line_known_discount_holds_vouchers": lambda shop: order_lines(
        shop, "1", voucher_discount=Decimal("0.01")
    ),
    "cart_line_has_a_quantity": lambda shop: cart_lines(shop, "1", quantity=0),
    "cart_line_once": lambda shop: cart_lines(shop, "1", "1"),
} | {
    f"{model._meta.model_name}_{rule}": wrong
    for model in FACTS
    for rule, wrong in {
        "external_id_once_per_shop": lambda shop, model=model: twice(model, shop),
        "stated_or_placeholder": lambda shop, model=model: model._default_manager.create(
            shop=shop, external_id="7", digest=b"said, nobody knows when"
        ),
    }.items()
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("shop")


@pytest.mark.parametrize("name", WRONGS)
def test_the_mirror_refuses_what_no_shop_can_state(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


@pytest.mark.parametrize(
    "left",
    [
        {"email": "alice@example.com"},
        {"first_name": "Alice"},
        {"birthday": date(1990, 2, 28)},
        {"guest": True},
    ],
)
def test_nothing_of_an_erased_person_can_be_written_back(
    shop: Shop, left: dict[str, Any]
) -> None:
    nothing = {"email": "", "first_name": "", "last_name": ""}

    with refused_by("customer_erased_is_only_an_id"):
        CustomerFactory.create(shop=shop, erased_at=START, **nothing | left)
