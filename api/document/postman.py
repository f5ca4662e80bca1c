"""The calls as a Postman collection (format 2.1), with their recorded answers."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from api.document.building import TAGS, document
from api.document.examples import examples_of, first_example

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection() -> dict[str, Any]:
    """A folder per tag; ``address`` and ``key`` are variables of the collection."""
    info = document()["info"]
    folders: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in document()["paths"].items():
        for method, call in methods.items():
            folders[call["tags"][0]].append(_item(method.upper(), path, call))
    return {
        "info": {
            "name": info["title"],
            "description": info["description"],
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}"}]},
        "variable": [
            {"key": "address", "value": settings.BASE_URL},
            {"key": "key", "value": ""},
        ],
        "item": [{"name": tag, "item": items} for tag, items in folders.items()],
    }


def _item(method: str, path: str, call: Mapping[str, Any]) -> dict[str, Any]:
    operation = call["operationId"]
    shown = first_example(operation)
    request = _request(method, shown.get("path", path), shown.get("body"))
    return {
        "name": call["summary"],
        "request": request | {"description": call.get("description", "")},
        "response": [
            {
                "name": each["title"],
                "originalRequest": _request(method, each["path"], each.get("body")),
                "code": int(status),
                "header": [{"key": "Content-Type", "value": "application/json"}],
                "body": _text(each["answer"]),
            }
            for status, each in examples_of(operation)
            if "answer" in each
        ],
    }


def _request(method: str, path: str, body: Any) -> dict[str, Any]:
    parts = urlsplit(path)
    url: dict[str, Any] = {
        "raw": f"{{{{address}}}}/api/v1{path}",
        "host": ["{{address}}"],
        "path": ["api", "v1", *parts.path.strip("/").split("/")],
    }
    if parts.query:
        pairs = (each.split("=", 1) for each in parts.query.split("&"))
        url["query"] = [{"key": key, "value": value} for key, value in pairs]
    request: dict[str, Any] = {"method": method, "header": [], "url": url}
    if body is not None:
        request["header"] = [{"key": "Content-Type", "value": "application/json"}]
        request["body"] = {"mode": "raw", "raw": _text(body)}
    return request


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
