"""What a customer sees and does, once we know who it is."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.errors import Refused
from points import actions as points
from points import queries as ledger
from portal import queries
from portal.forms import ConvertForm
from portal.views.access import for_customer
from shop.models import Customer
from tiers import queries as tiers
from vouchers import queries as vouchers

LATEST = 3


@for_customer
def account(request: HttpRequest, customer: Customer) -> HttpResponse:
    now = timezone.now()
    purse = queries.purse(customer, now)
    return _page(
        request,
        customer,
        "account",
        purse=purse,
        form=ConvertForm(balance=purse.balance),
        tickets=queries.usable(customer, now),
        progress=tiers.progress(customer, now),
        movements=ledger.movements(customer)[:LATEST],
        question=queries.offers_question(customer, purse.balance),
    )


@for_customer
def points_page(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The history, and the form that turns points into a bon."""
    now = timezone.now()
    purse = queries.purse(customer, now)
    form = ConvertForm(request.POST or None, balance=purse.balance)
    if form.is_valid():
        try:
            return redirect("portal:voucher", customer.shop.code, _convert(customer, form))
        except Refused as refusal:
            form.add_error("points", str(refusal))
    page, lines = queries.history(customer, request.GET.get("page", ""), now)
    return _page(
        request,
        customer,
        "points",
        purse=purse,
        form=form,
        page=page,
        lines=lines,
        actions=queries.to_earn(customer, purse),
    )


def _convert(customer: Customer, form: ConvertForm) -> str:
    """The code of the bon; the same one for the same page sent twice."""
    return points.convert(
        customer=customer,
        points=form.cleaned_data["points"],
        author="customer",
        source=f"portal:{customer.pk}:{form.cleaned_data['source']}",
        now=timezone.now(),
    ).code


@for_customer
def why(request: HttpRequest, customer: Customer, order: str) -> HttpResponse:
    """How an order of his comes to its points."""
    told = ledger.why(get_object_or_404(queries.orders(customer), external_id=order))
    if told is None:
        raise Http404
    return _page(request, customer, "why", why=told)


@for_customer
def voucher_list(request: HttpRequest, customer: Customer) -> HttpResponse:
    now = timezone.now()
    wallet = queries.wallet(customer, request.GET.get("page", ""), now)
    offers = vouchers.promised_to(customer, now)
    return _page(
        request, customer, "vouchers", wallet=wallet, page=wallet.page, offers=offers
    )


@for_customer
def voucher(request: HttpRequest, customer: Customer, code: str) -> HttpResponse:
    found = get_object_or_404(vouchers.of_customer(customer), code=code)
    (ticket,) = queries.tickets(customer, [found], timezone.now())
    return _page(request, customer, "voucher", ticket=ticket, voucher=found)


def _page(
    request: HttpRequest, customer: Customer, name: str, **context: Any
) -> HttpResponse:
    context |= {"shop": customer.shop, "customer": customer}
    return render(request, f"portal/{name}.html", context)
