"""The pages of an account: its summary, points, vouchers, and why an order earned."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import devices
from core.errors import Refused
from points import phrases as points_phrases
from points.actions import converting as points
from points.queries.balance import balance as balance_at
from points.queries.calculation import points_calculation
from points.queries.history import MovementSort
from points.queries.history import movements as points_movements
from portal.forms import ConvertPointsForm
from portal.queries.balance import (
    earning_actions,
    history,
    history_by_sort,
    orders,
    points_balance,
    points_balance_of,
)
from portal.queries.newsletter import newsletter_question
from portal.queries.signed_in import with_account_page
from portal.queries.voucher_tiles import tiles, usable_without_uses, vouchers_page
from portal.views.guards import for_customer, for_customer_with, on_known_device
from referrals import phrases as referrals_phrases
from referrals.queries import terms as referrals_terms
from shop.models import Customer
from tiers import phrases as tiers_phrases
from tiers.queries import progress as tiers_progress
from vouchers.phrases import offers as vouchers_phrases
from vouchers.queries.offers import active_offers
from vouchers.queries.usable import of_customer as vouchers_of
from wishlist.queries import lists as wishlist_lists

LATEST = 3


@for_customer_with(with_account_page)
def account(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The summary. A debt is explained on the page of points."""
    now = timezone.now()
    balance = balance_at(customer, now)
    progress = tiers_progress.progress(customer, now)
    return _page(
        request,
        customer,
        "account",
        balance=points_balance_of(customer, balance),
        form=ConvertPointsForm(balance=balance),
        tiles=usable_without_uses(customer, now),
        progress=progress,
        rights=tiers_phrases.rights_of(progress.tier) if progress and progress.tier else [],
        movements=points_movements(customer)[:LATEST],
        wishes=wishlist_lists.wishlist_summary_of(customer),
        deal=_deal(customer),
        question=newsletter_question(customer, balance),
    )


def _deal(customer: Customer) -> dict[str, str] | None:
    """Return the sentences that say what a referral gives both sides."""
    deal = referrals_terms.referral_offer_of(customer)
    if deal is None:
        return None
    gifts = {"for_sponsor": deal.for_sponsor, "for_friend": deal.for_friend}
    currency = customer.shop.currency
    texts = {
        side: referrals_phrases.reward_phrase(gift, currency) if gift.is_something else ""
        for side, gift in gifts.items()
    }
    return {**texts, "code": deal.code}


@for_customer
def points_page(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The history, and the form that turns points into a voucher."""
    now = timezone.now()
    balance = points_balance(customer, now)
    form = ConvertPointsForm(request.POST or None, balance=balance.points)
    if form.is_valid():
        if unknown := devices.confirm(request, customer.shop.code):
            return unknown
        try:
            return redirect("portal:voucher", customer.shop.code, _convert(customer, form))
        except Refused as refusal:
            form.add_error("points", str(refusal))
    asked = request.GET.get("sort", "")
    sort = MovementSort(asked) if asked in {*MovementSort} else None
    number = request.GET.get("page", "")
    if sort:
        page, lines = history_by_sort(customer, sort, number, now)
    else:
        page, lines = history(customer, balance, number, now)
    return _page(
        request,
        customer,
        "points",
        balance=balance,
        form=form,
        page=page,
        lines=lines,
        sort=sort,
        sorts=points_phrases.movement_sorts().items(),
        # A filtered history is for looking something up: nothing else is shown.
        actions=[] if sort else earning_actions(customer, balance),
    )


def _convert(customer: Customer, form: ConvertPointsForm) -> str:
    """Convert, and answer the code of the voucher. Idempotent for one page."""
    return points.convert(
        customer=customer,
        points=form.cleaned_data["points"],
        author="customer",
        source=f"portal:{customer.pk}:{form.cleaned_data['source']}",
        now=timezone.now(),
    ).code


@for_customer
def why(request: HttpRequest, customer: Customer, order: str) -> HttpResponse:
    """How an order of the customer comes to its points."""
    found = points_calculation(get_object_or_404(orders(customer), external_id=order))
    if found is None:
        raise Http404
    return _page(request, customer, "why", why=points_phrases.explanation(found))


@for_customer
def voucher_list(request: HttpRequest, customer: Customer) -> HttpResponse:
    now = timezone.now()
    vouchers = vouchers_page(customer, request.GET.get("page", ""), now)
    shop = customer.shop
    active = active_offers(shop, customer, member=customer.may_earn, at=now)
    offers = vouchers_phrases.advertised_offers(active.offers, shop, now)
    return _page(
        request, customer, "vouchers", vouchers=vouchers, page=vouchers.page, offers=offers
    )


@for_customer
@on_known_device
def voucher(request: HttpRequest, customer: Customer, code: str) -> HttpResponse:
    found = get_object_or_404(vouchers_of(customer), code=code)
    (tile,) = tiles(customer, [found], timezone.now())
    return _page(request, customer, "voucher", tile=tile, voucher=found)


def _page(
    request: HttpRequest, customer: Customer, name: str, **context: Any
) -> HttpResponse:
    context |= {"shop": customer.shop, "customer": customer}
    return render(request, f"portal/{name}.html", context)
