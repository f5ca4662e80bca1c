"""The pages that take a payment, show an order and open an account."""

import logging
from contextlib import suppress
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.throttling import is_throttled
from demo_shop import facts
from demo_shop import queries as demo_shop_queries
from demo_shop.actions import accounts, ordering, syncing, withdrawing
from demo_shop.forms import PayForm, SignUpForm, WithdrawForm
from demo_shop.views.cart import priced
from demo_shop.views.catalogue import tiers
from demo_shop.views.visits import Visit, in_shop

log = logging.getLogger(__name__)


@require_POST
@in_shop
def begin_checkout(visit: Visit) -> HttpResponse:
    """Hold the vouchers of the cart and go on to the payment."""
    if visit.cart is None:
        return redirect("demo_shop:cart", visit.shop.code)
    page = reverse("demo_shop:cart", args=[visit.shop.code])
    if visit.has_codes and (unknown := visit.confirm(page)):
        return unknown
    try:
        lost = ordering.begin_checkout(storefront=visit.storefront, cart=visit.cart)
    except Refused as refusal:
        messages.error(visit.request, str(refusal))
        return redirect("demo_shop:cart", visit.shop.code)
    for why in lost:
        messages.warning(visit.request, why)
    return redirect("demo_shop:checkout", visit.shop.code)


@in_shop
def checkout(visit: Visit) -> HttpResponse:
    if visit.has_codes and (unknown := visit.confirm()):
        return unknown
    form = PayForm(visit.request.POST or None, account=visit.account)
    if form.is_valid():
        answer = _pay(visit, form)
        if answer:
            return answer
    shown = priced(visit)
    if shown["quote"] is None:
        return redirect("demo_shop:cart", visit.shop.code)
    return visit.page("checkout", form=form, **shown)


def _pay(visit: Visit, form: PayForm) -> HttpResponse | None:
    cart = demo_shop_queries.cart_on_page(
        visit.storefront, visit.account, form.cleaned_data["cart"]
    )
    if cart is None:
        return redirect("demo_shop:cart", visit.shop.code)
    try:
        order = ordering.pay(
            storefront=visit.storefront,
            cart=cart,
            email=visit.account.email if visit.account else form.cleaned_data["email"],
            payment_method=form.cleaned_data["payment_method"],
            expected=form.cleaned_data["to_pay"],
            now=visit.now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    # The order stands, whether the programme answers or not; it is sent again later.
    try:
        syncing.sync_order(order)
    except Refused:
        log.exception("The programme has not received order %s", order.number)
        messages.warning(visit.request, _("Your points for this order will follow."))
    return redirect("demo_shop:order", visit.shop.code, order.key)


@in_shop
def order(visit: Visit, key: UUID) -> HttpResponse:
    found = demo_shop_queries.order_for(visit.storefront, visit.account, key)
    if found is None:
        return _to_its_owner(visit)
    earned = None
    if found.account:
        # Without an answer of the programme the page leaves the points out.
        with suppress(Refused):
            earned = visit.programme.points_given_by(
                found.account.number, found.number, found.placed_at
            )
    paid = [(code, Decimal(amount)) for code, amount in found.gift_cards.items()]
    return visit.page(
        "order",
        order=found,
        payments=paid,
        may_withdraw=withdrawing.can_withdraw(found, visit.now),
        earned=earned,
    )


@in_shop
def withdraw(visit: Visit, key: UUID) -> HttpResponse:
    """Withdraw from the contract, in two clicks on this page."""
    found = demo_shop_queries.order_for(visit.storefront, visit.account, key)
    if found is None:
        return _to_its_owner(visit)
    buyer = {"name": str(found.account or ""), "email": found.email}
    form = WithdrawForm(visit.request.POST or None, initial=buyer)
    if form.is_valid():
        try:
            withdrawing.withdraw(order=found, now=visit.now, **form.cleaned_data)
        except Refused as refusal:
            messages.error(visit.request, str(refusal))
        else:
            text = _("Your withdrawal is received. An e-mail acknowledges it.")
            messages.success(visit.request, text)
        return redirect("demo_shop:order", visit.shop.code, key)
    return visit.page("withdraw", order=found, form=form)


@in_shop
def orders(visit: Visit) -> HttpResponse:
    if visit.account is None:
        return _to_its_owner(visit)
    return visit.page("orders", orders=demo_shop_queries.orders_of(visit.account)[:50])


def _to_its_owner(visit: Visit) -> HttpResponse:
    """Send a visitor to the log-in, whether the key exists or not. Raises Http404."""
    if visit.request.user.is_authenticated:
        raise Http404
    return redirect(facts.login_url(visit.shop.code, visit.request.path))


@in_shop
def open_account(visit: Visit) -> HttpResponse:
    """Open an account; the answer never shows whether the address has one already.

    ``?parrain=`` names the referring customer.
    """
    form = SignUpForm(visit.request.POST or None)
    if form.is_valid() and is_throttled(visit.request, "signup"):
        form.add_error(None, _("Please wait a minute and try again."))
    elif form.is_valid():
        try:
            accounts.open_account(
                storefront=visit.storefront,
                sponsor=visit.request.GET.get("parrain", "")[:20],
                now=visit.now,
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("Your account is ready: log in with your e-mail address.")
            messages.success(visit.request, text)
            return redirect("portal:login", visit.shop.code)
    return visit.page("account", form=form, benefits=tiers(visit))
