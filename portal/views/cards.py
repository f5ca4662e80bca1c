"""« Mes cartes cadeaux », what is left on a card, and the page to print.

Whoever has a code may look and spend. Nothing here says whose a card is.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core import qr
from core.errors import Refused
from core.money import ZERO
from core.throttling import TooOften, is_throttled
from giftcards import actions as giftcards
from giftcards.models import GiftCard
from giftcards.queries.finding import by_code as card_by_code
from giftcards.queries.finding import in_account as cards_in_account
from giftcards.queries.finding import sent_by as cards_sent_by
from giftcards.queries.printing import printed_at, printed_card
from portal.forms import GiftCardCodeForm
from portal.views.guards import for_customer, on_known_device
from shop.models import Customer, Shop

# More than anybody has; whoever has more asks the shop.
MOST = 100
BUSY = gettext_lazy("Too many codes were tried. Wait a minute, then try again.")


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card, its state, and the address of its page to print."""

    card: GiftCard
    state: GiftCard.State
    printed: str

    @property
    def left(self) -> Decimal:
        """What an order can still use of it: 0 once it is over."""
        return self.card.balance if self.state == GiftCard.State.USABLE else ZERO


@for_customer
@on_known_device
def page(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The customer's cards, those they have given, and the form that adds one."""
    now = timezone.now()
    form = GiftCardCodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            if is_throttled(request, "gift_card"):
                status = 429
                raise TooOften(str(BUSY))
            card = giftcards.add_to_account(
                customer=customer, code=form.cleaned_data["code"], now=now
            )
            messages.success(request, _("The gift card is in your account."))
            return redirect("portal:card", customer.shop.code, card.code)
        except Refused as refusal:
            form.add_error("code", str(refusal))
    context = {
        "shop": customer.shop,
        "customer": customer,
        "form": form,
        "cards": [_shown(card, now) for card in cards_in_account(customer)[:MOST]],
        "given": [_shown(card, now) for card in cards_sent_by(customer)[:MOST]],
    }
    return render(request, "portal/cards.html", context, status=status)


@for_customer
@on_known_device
def card(request: HttpRequest, customer: Customer, code: str) -> HttpResponse:
    """A card of the customer: every movement of its money."""
    found = get_object_or_404(cards_in_account(customer), code=code)
    context = {
        "shop": customer.shop,
        "customer": customer,
        "card": _shown(found, timezone.now()),
        "movements": found.movements.select_related("order").order_by("-number")[:MOST],
    }
    return render(request, "portal/card.html", context)


@never_cache
def balance(request: HttpRequest, shop: str) -> HttpResponse:
    """Show what is left on a card to anybody who has its code, within a limit."""
    place = get_object_or_404(Shop, code=shop)
    form = GiftCardCodeForm(request.POST or None)
    context = {"shop": place, "form": form}
    status = 200
    if form.is_valid():
        if is_throttled(request, "gift_card"):
            status = 429
            form.add_error("code", str(BUSY))
        elif found := card_by_code(place, form.cleaned_data["code"]):
            context["card"] = _shown(found, timezone.now())
        else:
            form.add_error("code", str(giftcards.UnknownCard("")))
    with timezone.override(place.zone):
        return render(request, "portal/card_balance.html", context, status=status)


@never_cache
def printed(request: HttpRequest, shop: str, token: str) -> HttpResponse:
    """The card to print. The token in the address is signed: nobody guesses it."""
    place = get_object_or_404(Shop, code=shop)
    found = get_object_or_404(GiftCard, pk=printed_card(token), shop=place)
    context = {
        "shop": place,
        "card": _shown(found, timezone.now()),
        "qr": qr.qr_svg(found.code),
    }
    with timezone.override(place.zone):
        return render(request, "portal/card_print.html", context)


def _shown(card: GiftCard, now: datetime) -> ShownCard:
    return ShownCard(card, card.state_at(now), printed_at(card))
