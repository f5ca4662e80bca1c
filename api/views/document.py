"""The calls described for machines: as a document, and in what is made of it."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from api.document.building import document
from api.document.php_client import php_client
from api.document.postman import collection


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


@require_safe
def postman(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(collection(), headers=_saved_as("loyalty.postman_collection.json"))


@require_safe
def php(_request: HttpRequest) -> HttpResponse:
    headers = _saved_as("LoyaltyClient.php")
    # As text: no server in between is to run it.
    return HttpResponse(php_client(), content_type="text/plain", headers=headers)


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def no_such_call(_request: HttpRequest) -> HttpResponse:
    """Whatever stands under the prefix and is no call."""
    raise Http404
