"""The calls described for machines, in OpenAPI 3.1."""

import copy
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from api.problems import PROBLEM
from api.schemas.glossary import complete
from api.schemas.responses import PROBLEMS
from api.schemas.samples import SAMPLE_ORDER
from api.views.v1 import calls


@cache
def document() -> dict[str, Any]:
    """In English; the page for people translates its sentences."""
    found: dict[str, Any] = copy.deepcopy(dict(calls.get_openapi_schema()))
    complete(found["components"]["schemas"])
    found["components"]["schemas"]["OrderPayload"]["examples"] = [SAMPLE_ORDER]
    for methods in found["paths"].values():
        for call in methods.values():
            # The framework knows one media type only.
            responses = call["responses"]
            for status in responses.keys() & set(PROBLEMS):
                content = responses[status]["content"]
                responses[status]["content"] = {PROBLEM: content["application/json"]}
    return found


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


def no_such_call(_request: HttpRequest) -> HttpResponse:
    """Whatever stands under the prefix and is no call."""
    raise Http404
