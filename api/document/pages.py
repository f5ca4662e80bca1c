"""The document as the page for people shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.document.building import document
from api.document.examples import examples_of, first_example
from api.document.snippets import snippets


@dataclass(frozen=True, slots=True)
class DocumentedField:
    name: str
    kind: str
    needed: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    title: str
    status: str
    text: str


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
    answer: list[DocumentedField]
    snippets: list[tuple[str, str]]
    answers: list[RecordedAnswer]

    @property
    def words(self) -> str:
        """All that a search looks at, in small letters."""
        fields = (*self.parameters, *self.body, *self.answer)
        about = self.about["summary"], self.about.get("description", ""), self.tag
        names = (f"{each.name} {each.meaning}" for each in fields)
        return " ".join((self.method, self.path, self.anchor, *about, *names)).lower()


@cache
def documented_calls() -> list[DocumentedCall]:
    """All calls, in the order of the document."""
    return [
        _call(path, method, about)
        for path, methods in document()["paths"].items()
        for method, about in methods.items()
    ]


def calls_about(words: str) -> list[DocumentedCall]:
    """Calls in which each of the words stands somewhere; all of them for no word."""
    sought = words.lower().split()
    return [
        call for call in documented_calls() if all(each in call.words for each in sought)
    ]


def _call(path: str, method: str, about: dict[str, Any]) -> DocumentedCall:
    found = document()
    schemas = found["components"]["schemas"]
    [key] = about["security"][0]
    answers = about["responses"]
    operation, shown = about["operationId"], first_example(about["operationId"])
    made = snippets(method.upper(), shown.get("path", path), shown.get("body"))
    return DocumentedCall(
        anchor=operation,
        method=method.upper(),
        path=path,
        about=about,
        key=found["components"]["securitySchemes"][key]["description"],
        tag=about["tags"][0],
        parameters=[
            DocumentedField(each["name"], each["in"], each["required"], _meaning(each))
            for each in about["parameters"]
        ],
        body=list(_fields(_shape(about.get("requestBody"), schemas), schemas)),
        answer=list(_fields(_shape(answers[min(answers)], schemas), schemas)),
        snippets=list(made),
        answers=[
            RecordedAnswer(each["title"], status, _text(each["answer"]))
            for status, each in examples_of(operation)
            if "answer" in each
        ],
    )


def _meaning(about: dict[str, Any]) -> str:
    return str(about.get("description", ""))


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


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
        kinds = dict.fromkeys(_one_kind(choice) for choice in choices)
        yield DocumentedField(above + name, " | ".join(kinds), needed, _meaning(schema))
        inner, mark = schema, "."
        for choice in (schema, *schema.get("anyOf", [])):
            if "items" in choice:
                inner, mark = choice["items"], "[]."
        yield from _fields(_resolved(inner, schemas), schemas, above + name + mark)


def _one_kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "object")
    text = " | ".join(kind) if isinstance(kind, list) else kind
    detail = schema.get("format") or ", ".join(filter(None, schema.get("enum", [])))
    return f"{text} ({detail})" if detail else text
