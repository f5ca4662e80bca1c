"""Referrals in the portal: the customer's link, invitations and referred friends."""

from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.throttling import TooOften, is_throttled
from mailing.rendering import MailContent, RenderedMail, render_contents
from mailing.rules.plain_text import RULE
from portal.forms import AcceptForm, InvitationForm
from portal.views.guards import for_customer
from referrals import actions as referrals
from referrals import phrases as referrals_phrases
from referrals.mails import INVITATION
from referrals.models import ReferralTerms, Sponsor
from referrals.queries.friends import friends_of
from referrals.queries.sponsors import orders_missing, sponsor_of
from referrals.queries.terms import open_terms
from shop.models import Customer


@for_customer
def page(request: HttpRequest, customer: Customer) -> HttpResponse:
    terms = _terms(customer)
    sponsor = sponsor_of(customer)
    if sponsor is None or sponsor.accepted_id != terms.pk:
        missing = orders_missing(customer, terms)
        return _show(request, customer, terms, form=AcceptForm(), missing=missing)
    # Compared with the friends' places later: who refers themselves is seen by it.
    referrals.note_connection(
        sponsor=sponsor,
        ip=str(request.META.get("REMOTE_ADDR", "")),
        agent=request.headers.get("User-Agent", ""),
        now=timezone.now(),
    )
    friends, totals = friends_of(customer)
    return _show(
        request,
        customer,
        terms,
        sponsor=sponsor,
        link=link_of(sponsor),
        shares=_shares(sponsor, terms),
        form=InvitationForm(),
        friends=friends,
        totals=totals,
    )


@require_POST
@for_customer
def accept(request: HttpRequest, customer: Customer) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please accept the referral conditions first."))
        return redirect("portal:referrals", customer.shop.code)
    try:
        referrals.become_sponsor(
            customer=customer, accepted=form.cleaned_data["version"], now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("portal:referrals", customer.shop.code)


@for_customer
def qr(_request: HttpRequest, customer: Customer, /) -> HttpResponse:
    """The QR code of the link, black on white in any colour scheme: cameras need that."""
    sponsor = sponsor_of(customer)
    if sponsor is None:
        raise Http404
    drawn = BytesIO()
    code = segno.make(link_of(sponsor, "qr"), error="m")
    code.save(drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@for_customer
def invitation(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Show the text of the mail, then send it: the sponsor has read what is sent."""
    terms = _terms(customer)
    sponsor = sponsor_of(customer)
    if sponsor is None or request.method != "POST":
        return redirect("portal:referrals", customer.shop.code)
    form = InvitationForm(request.POST)
    if form.is_valid() and "send" in request.POST:
        try:
            return _send(request, customer, sponsor, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"shop": customer.shop, "customer": customer, "form": form}
    if form.is_valid():
        mail = _invitation_mail(customer, terms, sponsor, form)
        # What stands under the rule, the unsubscribe link, is for the friend only.
        context |= {
            "subject": mail.subject,
            "letter": mail.text.partition(f"\n{RULE}\n")[0],
        }
    return render(request, "portal/invitation.html", context)


def _send(
    request: HttpRequest, customer: Customer, sponsor: Sponsor, form: InvitationForm
) -> HttpResponse:
    """Raises TooOften, and what ``invite`` raises."""
    if is_throttled(request, "referral_invitation"):
        raise TooOften
    referrals.invite(
        customer=customer,
        email=form.cleaned_data["email"],
        first_name=form.cleaned_data["first_name"],
        page=link_of(sponsor, "mail"),
        now=timezone.now(),
    )
    text = _("If this person can be invited, your message is on its way.")
    messages.success(request, text)
    return redirect("portal:referrals", customer.shop.code)


def _invitation_mail(
    customer: Customer, terms: ReferralTerms, sponsor: Sponsor, form: InvitationForm
) -> RenderedMail:
    invited = referrals_phrases.Invitation(
        sponsor=customer,
        terms=terms,
        friend=form.cleaned_data["first_name"],
        page=link_of(sponsor, "mail"),
    )
    writing = MailContent(
        mail_type=INVITATION,
        shop=customer.shop,
        language=invited.language,
        values=invited.values,
        name=invited.friend,
    )
    return render_contents([writing], timezone.now())[0]


def link_of(sponsor: Sponsor, way: str = "") -> str:
    path = reverse("portal:offer", args=[sponsor.shop.code, sponsor.code])
    query = f"?{urlencode({'par': way})}" if way else ""
    return f"{settings.BASE_URL.rstrip('/')}{path}{query}"


def _shares(sponsor: Sponsor, terms: ReferralTerms) -> dict[str, str]:
    """Plain links: the networks learn nothing before one of them is followed."""
    link = link_of(sponsor, "partage")
    offer = referrals_phrases.reward_phrase(terms.for_friend, sponsor.shop.currency)
    values = {"shop": sponsor.shop.name, "offer": offer}
    subject = _("%(offer)s for you at %(shop)s") % values
    text = _("I buy at %(shop)s. With my link you are given %(offer)s:") % values
    whole = f"{text} {link}"
    mail = urlencode({"subject": subject, "body": whole}, quote_via=quote)
    return {
        "link": link,
        "text": text,
        "subject": subject,
        "whatsapp": f"https://wa.me/?{urlencode({'text': whole}, quote_via=quote)}",
        "facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': link})}",
        "mail": f"mailto:?{mail}",
    }


def _terms(customer: Customer) -> ReferralTerms:
    terms = open_terms(customer.shop, timezone.now())
    if terms is None:
        raise Http404
    return terms


def _show(
    request: HttpRequest, customer: Customer, terms: ReferralTerms, **context: Any
) -> HttpResponse:
    currency = customer.shop.currency
    context |= {
        "shop": customer.shop,
        "customer": customer,
        "terms": terms,
        "for_sponsor": referrals_phrases.reward_phrase(terms.for_sponsor, currency),
        "for_friend": referrals_phrases.reward_phrase(terms.for_friend, currency),
        "sentences": referrals_phrases.terms_sentences(terms),
    }
    return render(request, "portal/referrals.html", context)
