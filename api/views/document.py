"""The calls described for machines: as a document, and in what is made of it."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from api.document.building import document


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


def no_such_call(_request: HttpRequest) -> HttpResponse:
    """Whatever stands under the prefix and is no call."""
    raise Http404
