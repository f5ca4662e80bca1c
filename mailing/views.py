"""The page of the unsubscribe link, and the one-click request of mailboxes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailing.actions.preferences import unsubscribe_by_link
from mailing.models import MailCategory
from mailing.queries.consents import languages
from mailing.queries.links import customer_of_link, read_unsubscribe_token
from shop.models import Shop

# The field that a mailbox posts on behalf of its owner (RFC 8058).
ONE_CLICK = "List-Unsubscribe"


# No CSRF token: mailboxes post without having seen the page, and the signed link itself
# says who unsubscribes.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link alone says who and what: no session, no cookie, no log-in.

    GET changes nothing, since virus scanners follow links; POST does, idempotently.
    """
    link = read_unsubscribe_token(token)
    if link is None:
        raise Http404
    everything = "everything" in request.POST
    if request.method == "POST":
        unsubscribe_by_link(link=link, everything=everything, now=timezone.now())
        if request.POST.get(ONE_CLICK) == "One-Click":
            return HttpResponse(status=200)
    customer = customer_of_link(link)
    shop = customer.shop if customer else Shop.objects.get(pk=link.shop)
    language = languages([customer])[customer.pk] if customer else shop.language
    context = {
        "shop": shop,
        "customer": customer,
        "category": MailCategory(link.category).label,
        "done": request.method == "POST",
        "everything": everything or customer is None,
    }
    # Without the request: whoever is logged in need not be the one who unsubscribes.
    with override(language):
        return HttpResponse(render_to_string("mailing/unsubscribe.html", context))
