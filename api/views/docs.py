"""The same document for people: plain HTML, readable without any script."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.document.building import document
from api.problems import TITLES


@dataclass(frozen=True, slots=True)
class DocumentedField:
    name: str
    kind: str
    needed: bool


@dataclass(frozen=True, slots=True)
class DocumentedCall:
    """One call as the page shows it."""

    anchor: str
    method: str
    path: str
    about: dict[str, Any]
    key: str
    tag: str
    parameters: list[DocumentedField]
    body: list[DocumentedField]
    sample: str
    answer: list[DocumentedField]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    found = document()
    by_tag = groupby(_calls(found), lambda call: call.tag)
    context = {
        "info": found["info"],
        "groups": [(tag, list(calls)) for tag, calls in by_tag],
        "problems": TITLES,
    }
    return render(request, "api/docs.html", context)


def _calls(found: dict[str, Any]) -> Iterator[DocumentedCall]:
    schemas = found["components"]["schemas"]
    for path, methods in found["paths"].items():
        for method, about in methods.items():
            [key] = about["security"][0]
            body = _shape(about.get("requestBody"), schemas)
            responses = about["responses"]
            answer: dict[str, Any] = responses[min(responses)]
            examples = body.get("examples", [])
            yield DocumentedCall(
                anchor=about["operationId"],
                method=method.upper(),
                path=path,
                about=about,
                key=found["components"]["securitySchemes"][key]["description"],
                tag=about["tags"][0],
                parameters=[
                    DocumentedField(each["name"], each["in"], each["required"])
                    for each in about["parameters"]
                ],
                body=list(_fields(body, schemas)),
                sample=(
                    json.dumps(examples[0], indent=2, ensure_ascii=False)
                    if examples
                    else ""
                ),
                answer=list(_fields(_shape(answer, schemas), schemas)),
            )


def _shape(holder: dict[str, Any] | None, schemas: dict[str, Any]) -> dict[str, Any]:
    """What a body or an answer looks like; nothing where there is none."""
    if not holder or "content" not in holder:
        return {}
    return _resolved(holder["content"]["application/json"]["schema"], schemas)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    for choice in schema.get("anyOf", []):
        if "$ref" in choice:
            schema = choice
    if "$ref" in schema:
        found: dict[str, Any] = schemas[schema["$ref"].rsplit("/", 1)[1]]
        return found
    return schema


def _fields(
    shape: dict[str, Any], schemas: dict[str, Any], above: str = ""
) -> Iterator[DocumentedField]:
    """All fields, those of objects within under their full name: lines[].quantity."""
    for name, schema in shape.get("properties", {}).items():
        needed = name in shape.get("required", [])
        # string, integer…, as JSON has it; what it must look like where that is known.
        choices = [_resolved(each, schemas) for each in schema.get("anyOf", [schema])]
        yield DocumentedField(
            above + name,
            " | ".join(dict.fromkeys(_one_kind(choice) for choice in choices)),
            needed,
        )
        inner, mark = schema, "."
        for choice in (schema, *schema.get("anyOf", [])):
            if "items" in choice:
                inner, mark = choice["items"], "[]."
        yield from _fields(_resolved(inner, schemas), schemas, above + name + mark)


def _one_kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "object")
    text = " | ".join(kind) if isinstance(kind, list) else kind
    detail = schema.get("format") or ", ".join(schema.get("enum", []))
    return f"{text} ({detail})" if detail else text
