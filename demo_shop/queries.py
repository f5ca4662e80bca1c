"""Queries of the shop: its catalogue, and carts and orders for their owners."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accounts.models import User
from demo_shop.models import (
    DemoAccount,
    DemoCart,
    DemoCartLine,
    DemoCategory,
    DemoOrder,
    DemoOrderLine,
    DemoProduct,
    Storefront,
)


def storefront(code: str) -> Storefront | None:
    return Storefront.objects.select_related("shop").filter(shop__code=code).first()


def account_of(storefront: Storefront, user: User | AnonymousUser) -> DemoAccount | None:
    """Return the account of this shop whose address the person has proven by logging in."""
    if not user.is_authenticated:
        return None
    account = DemoAccount.objects.filter(shop=storefront.shop, email=user.email).first()
    # The page reads the shop of each row: no query for what is at hand.
    if account:
        account.shop = storefront.shop
    return account


def open_cart(
    storefront: Storefront, account: DemoAccount | None, key: Any
) -> DemoCart | None:
    """Return the open cart of the account; of a visitor, the one that the session names."""
    rows = DemoCart.objects.filter(shop=storefront.shop, account=account, ordered=False)
    # An account has one open cart; the key that a session may still name is not its own.
    if account is None:
        rows = rows.filter(key=key)
    cart = rows.first() if account or key else None
    if cart:
        cart.shop, cart.account = storefront.shop, account
    return cart


def cart_on_page(
    storefront: Storefront, account: DemoAccount | None, key: UUID
) -> DemoCart | None:
    """Return the cart that is being paid, also where another window has just ordered it."""
    cart = DemoCart.objects.filter(shop=storefront.shop, account=account, key=key).first()
    if cart:
        cart.shop, cart.account = storefront.shop, account
    return cart


def pieces(cart: DemoCart | None) -> int:
    if cart is None:
        return 0
    return cart.lines.aggregate(total=Sum("quantity"))["total"] or 0


def cart_lines(cart: DemoCart | None) -> list[DemoCartLine]:
    """In the order in which they were added."""
    if cart is None:
        return []
    return list(cart.lines.select_related("product").order_by("pk"))


def categories(storefront: Storefront) -> QuerySet[DemoCategory]:
    """Return the categories with a product in them."""
    rows = DemoCategory.objects.filter(shop=storefront.shop).annotate(
        many=Count("products")
    )
    return rows.filter(many__gt=0).order_by("rank", "name")


def articles(storefront: Storefront) -> QuerySet[DemoProduct]:
    rows = DemoProduct.objects.filter(shop=storefront.shop).select_related("category")
    return rows.order_by("category__rank", "name")


def orders_of(account: DemoAccount) -> QuerySet[DemoOrder]:
    return DemoOrder.objects.filter(account=account).order_by("-placed_at", "-pk")


def order_for(
    storefront: Storefront, account: DemoAccount | None, key: UUID
) -> DemoOrder | None:
    """Return an order of the account; a guest's is shown to whoever has its unguessable
    key.
    """
    mine = Q(account=None) | Q(account=account)
    lines = Prefetch(
        "lines", DemoOrderLine.objects.select_related("product").order_by("pk")
    )
    rows = DemoOrder.objects.select_related("shop", "account").prefetch_related(lines)
    return rows.filter(mine, shop=storefront.shop, key=key).first()
