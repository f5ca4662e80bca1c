"""A client in PHP, of one file, with a method for each call of the document."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from api.document.building import document
from api.document.snippets import camel


def php_client() -> str:
    return render_to_string("api/LoyaltyClient.php", {"methods": list(_methods())})


def _methods() -> Iterator[dict[str, str]]:
    for path, operations in document()["paths"].items():
        for method, call in operations.items():
            yield {
                "name": camel(call["operationId"]),
                "comment": mark_safe(_comment(call)),  # noqa: S308 -- our own sentences
                "signature": _signature(path, call),
                "arguments": mark_safe(_arguments(method, path, call)),  # noqa: S308 -- the same
            }


def _comment(call: Mapping[str, Any]) -> str:
    """A line of PHP's documentation for each of summary and description."""
    said = [call["summary"], *textwrap.wrap(call.get("description", ""), 96)]
    return "\n".join(f"     * {line}" for line in said)


def _signature(path: str, call: Mapping[str, Any]) -> str:
    parts = [f"string ${name}" for name in _path_names(path)]
    if "requestBody" in call:
        needed = call["requestBody"].get("required", False)
        parts.append("array $body" if needed else "array $body = []")
    if _in(call, "query"):
        parts.append("array $query = []")
    if _in(call, "header"):
        parts.append("?string $idempotencyKey = null")
    return ", ".join(parts)


def _arguments(method: str, path: str, call: Mapping[str, Any]) -> str:
    """Those of ``request``: method, path, body, query, Idempotency-Key."""
    address = re.sub(
        r"\{(\w+)\}", r"' . rawurlencode($\1) . '", path.removeprefix("/api/v1")
    )
    said = [f"'{method.upper()}'", f"'{address}'".removesuffix(" . ''")]
    said.append("$body" if "requestBody" in call else "null")
    said.append("$query" if _in(call, "query") else "[]")
    said.append("$idempotencyKey" if _in(call, "header") else "null")
    return ", ".join(said)


def _path_names(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)


def _in(call: Mapping[str, Any], place: str) -> bool:
    return any(each["in"] == place for each in call["parameters"])
