"""« Registre »: what is kept of people, why, for how long and by whom, ready to print."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.actions.terms_of_keeping import HISTORY_KEPT, LOOKS_KEPT, MAILS_KEPT
from shop.access import own_shop
from shop.models import RetentionNotice, Shop

NEEDS = "shop.change_shop"


class Treatment(NamedTuple):
    """A line of the register (article 30 of the GDPR)."""

    what: str
    why: str
    basis: str
    kept: str


def register_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop = own_shop(request, shop_id)
    mails = settings.MAIL_PROVIDER.capitalize() or _("the mail server of the site")
    # Who processes it for the shop, and what for.
    processors = [
        (_("whoever hosts this site"), _("database and web server")),
        (mails, _("sending mails")),
    ]
    if settings.SENTRY_DSN:
        processors.append(("Sentry", _("error reports, without addresses and codes")))
    context = {
        **admin.site.each_context(request),
        "opts": Shop._meta,
        "title": _("Register of what is kept"),
        "shop": shop,
        "rows": _treatments(shop),
        "processors": processors,
        "notices": RetentionNotice.objects.filter(shop=shop).count(),
    }
    return TemplateResponse(request, "admin/shop/shop/register.html", context)


def _years(term: timedelta) -> str:
    years = term.days // 365
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}


def _treatments(shop: Shop) -> list[Treatment]:
    years = shop.retention_years
    silence = (
        _("until erasure, or %(years)s years after the last order or log-in")
        % {"years": years}
        if years
        else _("until erasure")
    )
    contract = _("the programme’s conditions (contract)")
    interest = _("legitimate interest")
    consent = _("consent, or an order before for similar goods")
    return [
        Treatment(
            _("Name, e-mail, language, birthday"),
            _("recognising members, writing to them"),
            contract,
            silence,
        ),
        Treatment(
            _("Orders, carts, products"), _("points, tiers, vouchers"), contract, silence
        ),
        Treatment(
            _("Movements of points, vouchers, gift cards"),
            _("the books"),
            _("legal obligation (accounts)"),
            _("10 years, without a name after erasure"),
        ),
        Treatment(
            _("Consents and refusals"),
            _("proof of what was agreed to"),
            _("legal obligation"),
            _("until erasure; of a refusal a digest of the address stays"),
        ),
        Treatment(
            _("Mails that went"),
            _("service, offers and what they brought"),
            consent,
            _years(MAILS_KEPT),
        ),
        Treatment(
            _("Wishlists, invitations, articles sent to friends"),
            _("what the customer asked for"),
            contract,
            silence,
        ),
        Treatment(
            _("History of the back-office"),
            _("who changed what"),
            interest,
            _years(HISTORY_KEPT),
        ),
        Treatment(
            _("Who looked at which customer"),
            _("security"),
            interest,
            _years(LOOKS_KEPT),
        ),
        Treatment(
            _("Sessions and log-in codes"),
            _("security"),
            contract,
            _("14 days, and a quarter of an hour"),
        ),
    ]
