"""Every address of the site under every method and odd words: no error of ours, for a
stranger and for a key.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from api import actions as api_actions
from demo_shop.models import Storefront
from shop.models import Customer, Shop
from tests.factories import START
from tests.staff import backoffice, make_boss
from tests.world import furnish

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

METHODS = ["get", "head", "options", "trace", "post", "put", "patch", "delete"]
# What stands in an address where a row is named: one that may be there, and some that no
# column holds.
ROWS = ["1", "99999999999999999999"]
WORDS = [
    "x",
    "é" * 300,
    "a\0b",
    "..",
    "%s{}'\"<>",
    "\ud800".encode("utf-16", "surrogatepass").hex(),
]
KINDS = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/html; charset=klingon",
]
BODIES = [
    b"",
    b"\0",
    b"{",
    b"[" * 5000,
    b'{"a": 1e999}',
    "é=\ud800".encode("utf-8", "surrogatepass"),
]
# Each logs somebody out, or opens the day's work of the site itself.
LEFT_OUT = {"logout", "everywhere"}


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each address as a template, with the converters of its parts."""
    for each in patterns:
        text = str(each.pattern)
        converters = each.pattern.converters
        for name, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            text = text.replace(f"<{kind}:{name}>", f"<{kind}>").replace(
                f"<{name}>", f"<{kind}>"
            )
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, before + text)
        elif each.name not in LEFT_OUT:
            yield before + text.removeprefix("^").removesuffix("$"), converters


def filled(template: str, shop: Shop, number: int) -> str:
    row, word = ROWS[number % len(ROWS)], quote(WORDS[number % len(WORDS)])
    kinds = {
        "<int>": row,
        "<slug>": shop.code if number == 0 else "x" * (1 + 200 * number),
        "<str>": word.replace("/", "") or "x",
        "<path>": word,
        "<uuid>": "00000000-0000-4000-8000-000000000000",
    }
    found = f"/{template}"
    # The first part of a customer's address is the shop: without it nothing is reached.
    if found.startswith("/<slug>"):
        found = found.replace("<slug>", shop.code, 1)
    for kind, value in kinds.items():
        found = found.replace(kind, value)
    return found


@pytest.fixture
def world(shop: Shop, alice: Customer) -> Shop:
    _key, token = api_actions.create_key(shop=shop, name="x", now=START)
    furnish(shop, 2)
    Storefront.objects.get_or_create(shop=shop, defaults={"api_key": token})
    return shop


def attack(client: Client, shop: Shop) -> list[str]:
    """What was answered by an error of ours."""
    found, client.raise_request_exception = list[str](), False
    templates = sorted({template for template, _ in addresses(get_resolver().url_patterns)})
    assert len(templates) > 250
    for place, template in enumerate(templates):
        for number in range(3):
            path = filled(template, shop, number)
            for turn, method in enumerate(METHODS if number == 0 else ["get", "post"]):
                odd = place + turn + number
                answer = client.generic(
                    method.upper(),
                    path,
                    BODIES[odd % len(BODIES)],
                    content_type=KINDS[odd % len(KINDS)],
                )
                if answer.status_code >= 500 and "cron" not in path:
                    found.append(f"{method} {path}: {answer.status_code}")
    return found


def test_a_stranger_gets_no_error_of_ours(world: Shop) -> None:
    assert attack(Client(), world) == []


def test_a_key_gets_no_error_of_ours(world: Shop) -> None:
    _key, token = api_actions.create_key(shop=world, name="y", now=START)
    client = Client(headers={"authorization": f"Bearer {token}"})

    assert attack(client, world) == []


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 3 * 1024 * 1024])
def test_large_bodies_are_refused_or_read_and_nothing_breaks(
    world: Shop, size: int
) -> None:
    _key, token = api_actions.create_key(shop=world, name="z", now=START)
    client = Client(headers={"authorization": f"Bearer {token}"})
    boss = backoffice(make_boss())
    boss.raise_request_exception = client.raise_request_exception = False
    body = json.dumps({"a": "x" * size}).encode()

    assert client.put(
        "/api/v1/orders/1", body, content_type="application/json"
    ).status_code in {413, 422}
    for path in ("/admin/login/", "/admin/shop/customer/", f"/{world.code}/connexion/"):
        form = b"a=" + b"x" * size
        kind = "application/x-www-form-urlencoded"
        assert boss.post(path, form, content_type=kind).status_code < 500
