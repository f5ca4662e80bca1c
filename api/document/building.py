"""The document in OpenAPI 3.1, with all that the framework does not know."""

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from api.codes.index import CODES
from api.document.examples import examples_of, recorded
from api.problems import PROBLEM, TITLES
from api.schemas.glossary import complete, complete_parameter
from api.schemas.responses import PROBLEMS
from api.schemas.samples import SAMPLE_ORDER
from api.views.v1 import calls

# In the order in which a shop needs them.
TAGS: Mapping[str, str] = {
    "Facts": _("What the shop knows: customers, products, carts, orders."),
    "Carts": _("What a cart comes to, and the vouchers in it."),
    "Customers": _("What a customer has, and what is done with it."),
    "Gift cards": _("What is left on a card, and money held on it."),
    "Wishes": _("Hearts, and the lists they stand on."),
    "Programme": _("What the programme gives, for pages of the shop’s own."),
    "Events": _("What has changed: read as a feed, or posted to an address."),
}
JSON = "application/json"


@cache
def document() -> dict[str, Any]:
    """In English; the page for people translates its sentences."""
    found: dict[str, Any] = copy.deepcopy(dict(calls.get_openapi_schema()))
    schemas = found["components"]["schemas"]
    complete(schemas)
    schemas["OrderPayload"]["examples"] = [SAMPLE_ORDER]
    found["servers"] = [{"url": settings.BASE_URL, "description": "This installation"}]
    found["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    found["paths"] = dict(sorted(found["paths"].items(), key=_by_tag))
    found["components"]["responses"] = {
        f"Problem{status}": _problem(status) for status in PROBLEMS
    }
    for methods in found["paths"].values():
        for call in methods.values():
            _complete_call(call)
    return found


def _by_tag(path: tuple[str, Mapping[str, Any]]) -> int:
    [tag] = {each["tags"][0] for each in path[1].values()}
    return list(TAGS).index(tag)


def _complete_call(call: dict[str, Any]) -> None:
    """Problems by reference, examples beside what they are examples of."""
    for parameter in call["parameters"]:
        complete_parameter(parameter)
    for status in call["responses"].keys() & set(PROBLEMS):
        call["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    bodies: dict[str, Any] = {}
    answers: dict[str, dict[str, Any]] = {}
    for status, each in examples_of(call["operationId"]):
        if "body" in each:
            bodies[each["title"]] = {"value": each["body"]}
        if "answer" in each:
            answers.setdefault(status, {})[each["title"]] = {"value": each["answer"]}
    if bodies and "requestBody" in call:
        call["requestBody"]["content"][JSON]["examples"] = bodies
    for status, named in answers.items():
        # The framework names statuses by numbers.
        call["responses"][int(status)]["content"][JSON]["examples"] = named


def _problem(status: int) -> dict[str, Any]:
    """The one answer of a status, with its codes as they were really told."""
    told = {
        code: {"summary": str(CODES[code].meaning), "value": value}
        for code, value in recorded()["problems"].items()
        if value["status"] == status
    }
    return {
        "description": str(TITLES[status]),
        "content": {
            PROBLEM: {
                "schema": {"$ref": "#/components/schemas/ProblemResponse"},
                "examples": told,
            }
        },
    }
