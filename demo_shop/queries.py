"""What the shop finds of its own: shelves, and carts and orders for their owners."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accounts.models import User
from demo_shop.models import (
    Account,
    Category,
    DemoCart,
    DemoCartLine,
    Order,
    OrderLine,
    Product,
    Storefront,
)


def storefront(code: str) -> Storefront | None:
    return Storefront.objects.select_related("shop").filter(shop__code=code).first()


def account_of(front: Storefront, user: User | AnonymousUser) -> Account | None:
    """The account here whose address the person has proven at the log-in."""
    if not user.is_authenticated:
        return None
    account = Account.objects.filter(shop=front.shop, email=user.email).first()
    if account:
        account.shop = front.shop
    return account


def open_cart(front: Storefront, account: Account | None, key: Any) -> DemoCart | None:
    """Of the account, or for somebody who is not signed in, the one his session names."""
    rows = DemoCart.objects.filter(shop=front.shop, account=account, ordered=False)
    if account is None:
        rows = rows.filter(key=key)
    cart = rows.first() if account or key else None
    if cart:
        cart.shop, cart.account = front.shop, account
    return cart


def cart_on_page(front: Storefront, account: Account | None, key: UUID) -> DemoCart | None:
    """The cart somebody pays for, also when another window of his has just done so."""
    cart = DemoCart.objects.filter(shop=front.shop, account=account, key=key).first()
    if cart:
        cart.shop, cart.account = front.shop, account
    return cart


def pieces(cart: DemoCart | None) -> int:
    if cart is None:
        return 0
    return cart.lines.aggregate(total=Sum("quantity"))["total"] or 0


def cart_lines(cart: DemoCart | None) -> list[DemoCartLine]:
    """In the order in which they were put in."""
    if cart is None:
        return []
    return list(cart.lines.select_related("product").order_by("pk"))


def shelves(front: Storefront) -> QuerySet[Category]:
    """Those with something on them."""
    rows = Category.objects.filter(shop=front.shop).annotate(many=Count("products"))
    return rows.filter(many__gt=0).order_by("place", "name")


def articles(front: Storefront) -> QuerySet[Product]:
    rows = Product.objects.filter(shop=front.shop).select_related("category")
    return rows.order_by("category__place", "name")


def orders_of(account: Account) -> QuerySet[Order]:
    return Order.objects.filter(account=account).order_by("-placed_at", "-pk")


def order_for(front: Storefront, account: Account | None, key: UUID) -> Order | None:
    """A customer's own; that of somebody without an account is for who has its address."""
    mine = Q(account=None) | Q(account=account)
    lines = Prefetch("lines", OrderLine.objects.select_related("product").order_by("pk"))
    rows = Order.objects.select_related("shop", "account").prefetch_related(lines)
    return rows.filter(mine, shop=front.shop, key=key).first()
