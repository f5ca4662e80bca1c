"""« Préférences »: which mails a customer wants, in which language; and the answer to the
question whether they want our offers.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.templatetags.typography import points as in_points
from mailing.actions import preferences as mailing
from mailing.models import MailCategory
from points.actions import rewarding as points
from points.queries import balance as points_balance
from portal.forms import PreferencesForm
from portal.queries.newsletter import newsletter_points
from portal.queries.signed_in import with_newsletter
from portal.views.guards import for_customer, for_customer_with
from shop.models import Customer

SOURCE = "portal"


@for_customer_with(with_newsletter)
def preferences(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Show and save a switch per category of mails."""
    form = PreferencesForm(request.POST or None, customer=customer)
    if form.is_valid():
        mailing.set_language(customer=customer, language=form.cleaned_data["language"])
        agreed = mailing.set_preferences(
            customer=customer, wanted=form.wanted, source=SOURCE, now=timezone.now()
        )
        messages.success(request, _("Your choices are saved."))
        _thank(request, customer, agreed=MailCategory.OFFERS in agreed)
        return redirect("portal:preferences", customer.shop.code)
    balance = points_balance.balance(customer, timezone.now())
    context = {
        "shop": customer.shop,
        "customer": customer,
        "form": form,
        "newsletter": newsletter_points(customer, balance),
    }
    return render(request, "portal/preferences.html", context)


@require_POST
@for_customer
def stop(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Switch off all mails that can be."""
    mailing.set_preferences(customer=customer, wanted=(), source=SOURCE, now=timezone.now())
    messages.success(request, _("You receive no more of these e-mails."))
    return redirect("portal:preferences", customer.shop.code)


@require_POST
@for_customer
def answer(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Record the answer to the question of the account page: only ``yes`` is a yes."""
    agreed = request.POST.get("offers") == "yes"
    mailing.record_consent(
        customer=customer,
        category=MailCategory.OFFERS,
        given=agreed,
        source=SOURCE,
        now=timezone.now(),
    )
    text = _("Thank you. You can change your mind at any time, in your preferences.")
    messages.success(request, text)
    _thank(request, customer, agreed=agreed)
    return redirect("portal:account", customer.shop.code)


def _thank(request: HttpRequest, customer: Customer, *, agreed: bool) -> None:
    """Give the points for the newsletter, once, where the programme has some."""
    if not agreed:
        return
    try:
        movement = points.reward_action(
            customer=customer,
            action="newsletter",
            source=SOURCE,
            author="customer",
            now=timezone.now(),
        )
    except Refused:
        return
    if movement:
        text = _("%(points)s for you, to thank you.")
        messages.success(request, text % {"points": in_points(movement.points)})
