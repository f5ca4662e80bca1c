"""Pages that anybody may read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from points import queries as points
from shop.models import Shop


def conditions(request: HttpRequest, shop: str, number: int | None = None) -> HttpResponse:
    """The programme in words, as it is, or as it was in an earlier version."""
    found = get_object_or_404(Shop, code=shop)
    said = points.conditions(found, timezone.now(), number)
    if said is None:
        raise Http404
    with timezone.override(found.zone):
        return render(
            request, "portal/conditions.html", {"shop": found, "conditions": said}
        )
