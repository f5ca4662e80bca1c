"""The cart: what is in it, what it comes to, and what could be taken off."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from demo_shop import actions as demo_shop
from demo_shop import queries as demo_shop_queries
from demo_shop.forms import CodeForm, ConvertForm, GiftForm, PutInForm, QuantityForm
from demo_shop.models import DemoCartLine, Product
from demo_shop.programme import Purse
from demo_shop.quotes import Quote
from demo_shop.views.access import Visit, in_shop, too_often


@in_shop
def cart(visit: Visit) -> HttpResponse:
    return visit.page(
        "cart",
        **priced(visit),
        code_form=CodeForm(),
        purse=_purse(visit),
        token=uuid4(),
    )


def priced(visit: Visit) -> dict[str, Any]:
    """The lines with their quote; without one where the programme does not answer."""
    lines = demo_shop_queries.cart_lines(visit.cart)
    quote = _quote(visit, lines) if lines else None
    told = quote.lines if quote else {}
    rows = [(line, told.get(line.product.number)) for line in lines]
    return {"rows": rows, "quote": quote, "proposed": _proposed(visit, quote)}


def _quote(visit: Visit, lines: list[DemoCartLine]) -> Quote | None:
    assert visit.cart, "it has lines"
    try:
        return demo_shop.ask_quote(front=visit.front, cart=visit.cart, lines=lines)
    except Refused as refusal:
        messages.error(visit.request, str(refusal))
        return None


def _proposed(visit: Visit, quote: Quote | None) -> list[Any]:
    """The customer's vouchers that are not in the cart yet: one click, nothing to type."""
    if quote is None or visit.cart is None:
        return []
    there = {code.upper() for code in visit.cart.codes}
    return [voucher for voucher in quote.available if voucher.code.upper() not in there]


def _purse(visit: Visit) -> Purse | None:
    if visit.account is None:
        return None
    try:
        return visit.programme.account(visit.account.number)
    except Refused:
        return None


@require_POST
@in_shop
def put_in(visit: Visit, slug: str) -> HttpResponse:
    product = get_object_or_404(Product, shop=visit.shop, slug=slug)
    kind = GiftForm if product.gift_card else PutInForm
    return _put(visit, product, kind(visit.request.POST))


def _put(visit: Visit, product: Product, form: PutInForm) -> HttpResponse:
    if not form.is_valid():
        return _back(visit, "product", _first(form), product.slug)
    try:
        demo_shop.put_in(
            cart=visit.some_cart(),
            product=product,
            quantity=form.cleaned_data["quantity"],
            gift=form.gift if isinstance(form, GiftForm) else None,
            now=visit.now,
        )
    except Refused as refusal:
        return _back(visit, "product", str(refusal), product.slug)
    said = _("“%(product)s” is in your cart.") % {"product": product.name}
    messages.success(visit.request, said)
    return redirect("demo_shop:cart", visit.shop.code)


@in_shop
def bring(visit: Visit) -> HttpResponse:
    """Where a wish list sends: an article by its number. A link asks, a button puts in."""
    said = visit.request.GET.dict() | visit.request.POST.dict()
    product = get_object_or_404(
        Product, shop=visit.shop, number=said.get("article", "").replace("\0", "")
    )
    form = PutInForm({"quantity": said.get("quantity", 1)})
    if visit.request.method == "POST":
        return _put(visit, product, form)
    return visit.page("bring", product=product, form=form)


@require_POST
@in_shop
def set_quantity(visit: Visit, slug: str) -> HttpResponse:
    product = get_object_or_404(Product, shop=visit.shop, slug=slug)
    form = QuantityForm(visit.request.POST)
    if not form.is_valid():
        return _back(visit, "cart", _first(form))
    return _tried(
        visit,
        lambda: demo_shop.set_quantity(
            cart=visit.some_cart(),
            product=product,
            quantity=form.cleaned_data["quantity"],
            now=visit.now,
        ),
    )


@require_POST
@in_shop
def add_code(visit: Visit) -> HttpResponse:
    """What the code is worth, or why nothing, stands in the cart's quote."""
    form = CodeForm(visit.request.POST)
    if not form.is_valid():
        return _back(visit, "cart", _first(form))
    if too_often(visit, "voucher_code"):
        why = _("That was a lot of codes. Please wait a minute and try again.")
        return _back(visit, "cart", why)
    code = form.cleaned_data["code"]
    return _tried(
        visit,
        lambda: demo_shop.add_code(cart=visit.some_cart(), code=code, now=visit.now),
    )


@require_POST
@in_shop
def drop_code(visit: Visit) -> HttpResponse:
    code = visit.request.POST.get("code", "")
    return _tried(
        visit,
        lambda: demo_shop.drop_code(cart=visit.some_cart(), code=code, now=visit.now),
    )


@require_POST
@in_shop
def convert(visit: Visit) -> HttpResponse:
    """The customer's points become a voucher, which goes straight into the cart."""
    form = ConvertForm(visit.request.POST)
    account = visit.account
    if account is None or not form.is_valid():
        return redirect("demo_shop:cart", visit.shop.code)
    token = form.cleaned_data["token"]

    def turn() -> None:
        voucher = visit.programme.convert(account.number, once=f"cart:{token}")
        demo_shop.add_code(cart=visit.some_cart(), code=voucher.code, now=visit.now)

    return _tried(visit, turn)


def _tried(visit: Visit, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        return _back(visit, "cart", str(refusal))
    return redirect("demo_shop:cart", visit.shop.code)


def _first(form: Form) -> str:
    """What is wrong with the only field of the form."""
    return next(str(error) for errors in form.errors.values() for error in errors)


def _back(visit: Visit, name: str, why: str, *words: str) -> HttpResponse:
    messages.error(visit.request, why)
    return redirect(f"demo_shop:{name}", visit.shop.code, *words)
