"""A shop's own software, at the door with its key."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import time_machine
from django.test import Client

from api import actions as api_actions
from shop.models import Shop
from tests.factories import START


class Caller:
    """Speaks JSON under /api/v1/ and hands back what Django's test client got."""

    def __init__(self, token: str | None) -> None:
        self.client = Client()
        self.headers = {"Accept-Language": "en"}
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **headers: str) -> Any:
        return self._call("get", path, None, headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._call("put", path, body, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._call("post", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._call("delete", path, None, headers)

    def raw(self, method: str, path: str, body: bytes, **headers: str) -> Any:
        """Bytes as they are, for what is no JSON."""
        said = self.headers | {name.replace("_", "-"): v for name, v in headers.items()}
        return self.client.generic(
            method.upper(),
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers=said,
        )

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        return self.raw(method, path, content, **headers)


def key_for(shop: Shop, scopes: Sequence[str] | None = None) -> Caller:
    _key, token = api_actions.create_key(
        shop=shop, name="PrestaShop", scopes=scopes, now=START
    )
    return Caller(token)


def page_of(code: str) -> str:
    """The ``type`` of a problem with this code."""
    return f"http://localhost:8000/api/v1/docs/errors/{code}"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Doors read the clock: it stands at noon of the first day until it is moved."""
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def api(shop: Shop) -> Caller:
    return key_for(shop)
