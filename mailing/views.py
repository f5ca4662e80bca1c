"""Where a mail's link to unsubscribe leads, and where mailboxes do so by themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailing import actions as mailing
from mailing import queries as mailing_queries
from mailing.mail_types import MailCategory
from shop.models import Shop

# What a mailbox sends for its owner (RFC 8058): no page, for nobody reads it.
ONE_CLICK = "List-Unsubscribe"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link alone says who and what: no session, no cookie, no log-in.

    Looking changes nothing, since programs follow links; a POST does, as often as asked.
    """
    leaving = mailing_queries.read_unsubscribe_token(token)
    if leaving is None:
        raise Http404
    everything = "everything" in request.POST
    if request.method == "POST":
        mailing.unsubscribe_by_link(link=leaving, everything=everything, now=timezone.now())
        if request.POST.get(ONE_CLICK) == "One-Click":
            return HttpResponse(status=200)
    return _page(leaving, done=request.method == "POST", everything=everything)


def _page(
    leaving: mailing_queries.UnsubscribeLink, *, done: bool, everything: bool
) -> HttpResponse:
    """Made without the request, whose cookies are nobody's business here."""
    customer = mailing_queries.customer_of_link(leaving)
    shop = customer.shop if customer else Shop.objects.get(pk=leaving.shop)
    language = (
        mailing_queries.languages([customer])[customer.pk] if customer else shop.language
    )
    context = {
        "shop": shop,
        "customer": customer,
        "category": MailCategory(leaving.category).label,
        "done": done,
        "everything": everything or customer is None,
    }
    with override(language):
        return HttpResponse(render_to_string("mailing/unsubscribe.html", context))
