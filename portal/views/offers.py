"""The page that a referral link opens: the offer, for somebody who is no customer yet."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.errors import Refused
from core.logs import note
from core.throttling import TooOften, is_throttled
from portal.forms import ClaimForm
from referrals import phrases as referrals_phrases
from referrals.actions import accepting as referrals
from referrals.models import Referral, ReferralTerms, Sponsor
from referrals.queries.persons import connection_digest
from referrals.queries.sponsors import sponsor_by_code
from referrals.queries.terms import open_terms
from shop.models import Shop

# The values of ``?par=`` in a link, by the channel it was sent through.
CHANNELS = {
    "qr": Referral.Channel.QR,
    "mail": Referral.Channel.MAIL,
    "partage": Referral.Channel.SHARE,
}


@never_cache
def offer(request: HttpRequest, shop: str, code: str) -> HttpResponse:
    place, sponsor, terms = _find(shop, code)
    form = ClaimForm(request.POST or None, terms=terms)
    if form.is_valid():
        if form.is_robot:
            return _thanks(place, sponsor)
        try:
            return _claim(request, sponsor, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, "offer", sponsor, terms, form=form)


def _claim(request: HttpRequest, sponsor: Sponsor, form: ClaimForm) -> HttpResponse:
    """Raises TooOften, and what ``claim`` raises."""
    if is_throttled(request, "referral_acceptance"):
        raise TooOften
    data = form.cleaned_data
    ip = str(request.META.get("REMOTE_ADDR", ""))
    referrals.accept_invitation(
        shop=sponsor.shop,
        code=sponsor.code,
        email=data["email"],
        first_name=data["first_name"],
        channel=CHANNELS.get(request.GET.get("par", ""), Referral.Channel.LINK),
        accepted=data["version"],
        connection=connection_digest(ip, request.headers.get("User-Agent", "")),
        now=timezone.now(),
    )
    return _thanks(sponsor.shop, sponsor)


@never_cache
def thanks(request: HttpRequest, shop: str, code: str) -> HttpResponse:
    """Thank, in the same words whether the address is known or not."""
    _place, sponsor, terms = _find(shop, code)
    parting = "&" if "?" in terms.sign_up_url else "?"
    further = urlencode({"parrain": sponsor.code})
    url = terms.sign_up_url and f"{terms.sign_up_url}{parting}{further}"
    return _show(request, "offer_thanks", sponsor, terms, sign_up_url=url)


def _thanks(shop: Shop, sponsor: Sponsor) -> HttpResponse:
    return redirect("portal:offer-thanks", shop.code, sponsor.code)


def _find(shop: str, code: str) -> tuple[Shop, Sponsor, ReferralTerms]:
    place = get_object_or_404(Shop, code=shop)
    note(shop=place.code)
    sponsor = sponsor_by_code(place, code)
    terms = open_terms(place, timezone.now())
    if sponsor is None or terms is None:
        raise Http404
    sponsor.shop = place
    return place, sponsor, terms


def _show(
    request: HttpRequest,
    name: str,
    sponsor: Sponsor,
    terms: ReferralTerms,
    **context: object,
) -> HttpResponse:
    shown = {
        "shop": sponsor.shop,
        "sponsor": referrals_phrases.sponsor_first_name(sponsor.customer),
        "terms": terms,
        "offer": referrals_phrases.reward_phrase(terms.for_friend, sponsor.shop.currency),
        "sentences": referrals_phrases.terms_sentences(terms),
    }
    with timezone.override(sponsor.shop.zone):
        return render(request, f"portal/{name}.html", shown | context)
