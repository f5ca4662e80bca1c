"""« Envoyer à un ami »: a page that anybody may use, but not as a relay for spam.

Without a captcha: the form carries the signed time at which it was shown, and a field that
only robots fill in.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.errors import Invalid, Refused
from core.logs import note
from mailing.rendering import MailContent, RenderedMail, render_contents
from portal.forms import RecommendForm
from portal.queries.signed_in import customer_of
from sharing import actions as sharing
from sharing import queries as sharing_queries
from sharing.mails import RECOMMENDATION
from shop.models import Product

SALT = "portal.recommending"
# Nobody writes a message faster than this, or takes longer.
AT_LEAST, AT_MOST = timedelta(seconds=3), timedelta(hours=2)


class FormIsOld(Refused):
    """The form came back too fast, too late, or from another page."""

    code = "form_is_old"

    def __init__(self) -> None:
        super().__init__(_("Please look at your message once more, and send it again."))


@never_cache
def recommend(request: HttpRequest, shop: str, product: str) -> HttpResponse:
    """Show the form; once filled in, the mail as the friend will read it; then send it."""
    article = _article(shop, product)
    note(shop=article.shop.code)
    now = timezone.now()
    customer = customer_of(shop, request.user)
    known = {}
    if customer:
        known = {"sender_name": customer.first_name, "sender_email": customer.email}
    form = RecommendForm(request.POST or None, initial=known)
    message = _message(request, form)
    if message and "send" in request.POST:
        try:
            _check_form(form, article, now)
            sharing.recommend(product=article, message=message, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("portal:recommended", shop, product)
    context: dict[str, Any] = {
        "form": form,
        "token": signing.dumps([article.pk, now.timestamp()], salt=SALT),
        "preview": _preview(article, message, now) if message else None,
    }
    return _show(request, article, "recommend", **context)


@never_cache
def recommended(request: HttpRequest, shop: str, product: str) -> HttpResponse:
    """Thank, in the same words whether a mail is sent or not."""
    return _show(request, _article(shop, product), "recommended")


def _article(shop: str, product: str) -> Product:
    rows = Product.objects.filter(shop__code=shop, external_id=product)
    article = rows.select_related("shop").first()
    if article is None or not sharing_queries.can_be_sent(article):
        raise Http404
    if sharing_queries.settings_of(article.shop) is None:
        raise Http404
    return article


def _message(
    request: HttpRequest, form: RecommendForm
) -> sharing.RecommendationMessage | None:
    """Return the message, where it may be sent; else None, and the form has the error."""
    if not form.is_valid():
        return None
    written = {name: form.cleaned_data[name] for name in form.WRITTEN}
    message = sharing.RecommendationMessage(
        **written,
        language=get_language() or "",
        place=str(request.META.get("REMOTE_ADDR", "")),
    )
    try:
        sharing.check_message(message)
    except Invalid as refusal:
        form.add_error(str(refusal.details["field"]), str(refusal))
        return None
    return message


def _preview(
    article: Product, message: sharing.RecommendationMessage, now: datetime
) -> RenderedMail:
    """Return the mail as the friend will read it, but with the sender's own unsubscribe
    link.
    """
    writing = MailContent(
        mail_type=RECOMMENDATION,
        shop=article.shop,
        language=message.language or article.shop.language,
        values=message.values(article),
        email=message.sender_email,
        name=message.friend_name,
    )
    [rendered] = render_contents([writing], now)
    return rendered


def _check_form(form: RecommendForm, article: Product, now: datetime) -> None:
    """Raises FormIsOld."""
    try:
        product, drawn = signing.loads(form.cleaned_data["token"], salt=SALT)
    except signing.BadSignature:
        raise FormIsOld from None
    age = timedelta(seconds=now.timestamp() - drawn)
    if product != article.pk or form.is_robot or not AT_LEAST <= age <= AT_MOST:
        raise FormIsOld


def _show(
    request: HttpRequest, article: Product, name: str, **context: Any
) -> HttpResponse:
    context |= {"shop": article.shop, "article": article}
    return render(request, f"portal/{name}.html", context)
