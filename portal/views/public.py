"""Pages that anybody may read."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from earning.phrases import conditions as earning_phrases
from earning.phrases.programme import changes, sentences
from earning.queries.goods import named_goods
from earning.queries.versions import published as published_rules
from earning.queries.versions import upcoming
from mailing.queries import mail_texts as mailing_mail_texts
from portal import colours
from referrals import phrases as referrals_phrases
from referrals.queries import terms as referrals_terms
from sharing import queries as sharing_queries
from shop.models import Shop

# When the pages were last tried with axe, by keyboard, at 320 px and 200 %.
CHECKED_ON = date(2026, 11, 29)


def referral_conditions(
    request: HttpRequest, shop: str, number: int | None = None
) -> HttpResponse:
    """The conditions of the referral programme, now or in the version ``number``."""
    found = get_object_or_404(Shop, code=shop)
    terms = referrals_terms.terms_version(found, number, timezone.now())
    if terms is None:
        raise Http404
    context = {
        "shop": found,
        "terms": terms,
        "sentences": referrals_phrases.terms_sentences(terms),
    }
    with timezone.override(found.zone):
        return render(request, "portal/referral_conditions.html", context)


def conditions(request: HttpRequest, shop: str, number: int | None = None) -> HttpResponse:
    """The conditions of the programme, now or in the version ``number``."""
    found = get_object_or_404(Shop, code=shop)
    conditions = published_rules(found, timezone.now(), number)
    if conditions is None:
        raise Http404
    version = conditions.version
    with timezone.override(found.zone):
        sections = earning_phrases.conditions(version, named_goods(version))
        context = {"shop": found, "conditions": conditions, "sections": sections}
        if conditions.until is None and (coming := upcoming(found, timezone.now())):
            pairs = changes(
                sentences(version, named_goods(version)),
                sentences(coming, named_goods(coming)),
            )
            context |= {"coming": coming, "changes": pairs}
        return render(request, "portal/conditions.html", context)


@cache_control(public=True, max_age=300)
def look(_request: HttpRequest, shop: str) -> HttpResponse:
    """The shop's colours and logo, as its mails have them; nothing where it set none."""
    found = get_object_or_404(Shop, code=shop)
    branding = mailing_mail_texts.brandings([found])[found.pk]
    css = colours.stylesheet(branding.theme, branding.logo) if branding.pk else ""
    offered = sharing_queries.settings_of(found)
    if offered and offered.colour:
        css += colours.of_friend(offered.colour)
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def accessibility(request: HttpRequest, shop: str) -> HttpResponse:
    """The accessibility statement, and whom to write to."""
    found = get_object_or_404(Shop, code=shop)
    branding = mailing_mail_texts.brandings([found])[found.pk]
    context = {
        "shop": found,
        "company": branding.company or found.name,
        "contact": branding.reply_to or branding.sender_email,
        "checked_on": CHECKED_ON,
    }
    return render(request, "portal/accessibility.html", context)
