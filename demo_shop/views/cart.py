"""The page of the cart: what is in it, what it comes to, and what could be taken off."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import devices
from core.errors import Refused
from core.throttling import is_throttled
from demo_shop import queries as demo_shop_queries
from demo_shop.actions import carts, ordering
from demo_shop.forms import (
    AddToCartForm,
    CartCodeForm,
    ConvertAllForm,
    GiftCardForm,
    QuantityForm,
)
from demo_shop.models import DemoProduct
from demo_shop.views.visits import Visit, in_shop


@in_shop
def cart(visit: Visit) -> HttpResponse:
    """The page of the cart; without a balance where the programme does not answer."""
    if visit.has_codes and (unknown := visit.confirm()):
        return unknown
    balance = None
    if visit.account:
        with suppress(Refused):
            balance = visit.programme.balance(visit.account.number)
    return visit.page(
        "cart",
        **priced(visit),
        code_form=CartCodeForm(),
        balance=balance,
        token=uuid4(),
    )


def priced(visit: Visit) -> dict[str, Any]:
    """Return the lines and their quote; None where the programme does not answer."""
    lines = demo_shop_queries.cart_lines(visit.cart)
    quote = None
    if lines:
        assert visit.cart, "it has lines"
        try:
            quote = ordering.ask_quote(
                storefront=visit.storefront, cart=visit.cart, lines=lines
            )
        except Refused as refusal:
            messages.error(visit.request, str(refusal))
    quoted = quote.lines if quote else {}
    rows = [(line, quoted.get(line.product.number)) for line in lines]
    # The customer's vouchers that are not in the cart yet, each to add with a click.
    in_cart = {code.upper() for code in visit.cart.codes} if visit.cart else set()
    available = quote.available if quote else []
    proposed = [each for each in available if each.code.upper() not in in_cart]
    is_hidden = bool(proposed) and not devices.is_known(visit.request)
    return {
        "rows": rows,
        "quote": quote,
        "proposed": [] if is_hidden else proposed,
        # A browser that is not known learns that there are some, and answers a code first.
        "hidden": len(proposed) if is_hidden else 0,
    }


@require_POST
@in_shop
def add_product(visit: Visit, slug: str) -> HttpResponse:
    product = get_object_or_404(DemoProduct, shop=visit.shop, slug=slug)
    kind = GiftCardForm if product.gift_card else AddToCartForm
    return _put(visit, product, kind(visit.request.POST))


def _put(visit: Visit, product: DemoProduct, form: AddToCartForm) -> HttpResponse:
    if not form.is_valid():
        return _back(visit, "product", _first(form), product.slug)
    try:
        carts.add_product(
            cart=visit.get_or_create_cart(),
            product=product,
            quantity=form.cleaned_data["quantity"],
            gift=form.gift if isinstance(form, GiftCardForm) else None,
            now=visit.now,
        )
    except Refused as refusal:
        return _back(visit, "product", str(refusal), product.slug)
    text = _("“%(product)s” is in your cart.") % {"product": product.name}
    messages.success(visit.request, text)
    return redirect("demo_shop:cart", visit.shop.code)


@in_shop
def add_from_link(visit: Visit) -> HttpResponse:
    """Add an article by its number, as a wish list links to it: GET asks, POST adds."""
    data = visit.request.GET.dict() | visit.request.POST.dict()
    product = get_object_or_404(
        DemoProduct, shop=visit.shop, number=data.get("article", "").replace("\0", "")
    )
    form = AddToCartForm({"quantity": data.get("quantity", 1)})
    if visit.request.method == "POST":
        return _put(visit, product, form)
    return visit.page("add_from_link", product=product, form=form)


@require_POST
@in_shop
def set_quantity(visit: Visit, slug: str) -> HttpResponse:
    product = get_object_or_404(DemoProduct, shop=visit.shop, slug=slug)
    form = QuantityForm(visit.request.POST)
    if not form.is_valid():
        return _back(visit, "cart", _first(form))
    return _tried(
        visit,
        lambda: carts.set_quantity(
            cart=visit.get_or_create_cart(),
            product=product,
            quantity=form.cleaned_data["quantity"],
            now=visit.now,
        ),
    )


@require_POST
@in_shop
def add_code(visit: Visit) -> HttpResponse:
    """The cart's next quote says what the code is worth, or why nothing."""
    form = CartCodeForm(visit.request.POST)
    if not form.is_valid():
        return _back(visit, "cart", _first(form))
    if is_throttled(visit.request, "voucher_code"):
        why = _("That was a lot of codes. Please wait a minute and try again.")
        return _back(visit, "cart", why)
    code = form.cleaned_data["code"]
    return _tried(
        visit,
        lambda: carts.add_code(cart=visit.get_or_create_cart(), code=code, now=visit.now),
    )


@require_POST
@in_shop
def drop_code(visit: Visit) -> HttpResponse:
    code = visit.request.POST.get("code", "")
    return _tried(
        visit,
        lambda: carts.drop_code(cart=visit.get_or_create_cart(), code=code, now=visit.now),
    )


@require_POST
@in_shop
def convert(visit: Visit) -> HttpResponse:
    """Turn the customer's points into a voucher and add its code to the cart."""
    form = ConvertAllForm(visit.request.POST)
    account = visit.account
    if account is None or not form.is_valid():
        return redirect("demo_shop:cart", visit.shop.code)
    if unknown := visit.confirm(reverse("demo_shop:cart", args=[visit.shop.code])):
        return unknown
    token = form.cleaned_data["token"]

    def convert_and_add() -> None:
        voucher = visit.programme.convert(account.number, idempotency_key=f"cart:{token}")
        carts.add_code(cart=visit.get_or_create_cart(), code=voucher.code, now=visit.now)

    return _tried(visit, convert_and_add)


def _tried(visit: Visit, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        return _back(visit, "cart", str(refusal))
    return redirect("demo_shop:cart", visit.shop.code)


def _first(form: Form) -> str:
    """Return the error of the only field of the form."""
    return next(str(error) for errors in form.errors.values() for error in errors)


def _back(visit: Visit, name: str, why: str, *words: str) -> HttpResponse:
    messages.error(visit.request, why)
    return redirect(f"demo_shop:{name}", visit.shop.code, *words)
