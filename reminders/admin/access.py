"""What staff may do with the campaigns of their shops. Belonging lets them look."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from shop.models import Shop
from shop.queries import shops_of

ADD = "reminders.add_campaign"
CHANGE = "reminders.change_campaign"
RUN = "reminders.run_campaign"
COUNT = "reminders.view_campaign_results"
SCHEDULE = "reminders.change_schedule"


def may(request: HttpRequest, what: str) -> bool:
    return request.user.has_perm(what) and bool(shops_of(request.user))


def require(request: HttpRequest, what: str) -> None:
    """Raises PermissionDenied."""
    if not may(request, what):
        raise PermissionDenied


def own_shop(request: HttpRequest, pk: int) -> Shop:
    """One of the shops one belongs to; another is not there. Raises Http404."""
    for shop in shops_of(request.user):
        if shop.pk == pk:
            return shop
    raise Http404
