"""docs/connect-a-shop.md: every example, run in its order against a shop of its own."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from api import actions as api_actions
from demo_shop import transport
from demo_shop.models import DemoOrder, Storefront
from shop.models import Shop
from tests.demo_shop.conftest import Buyer, voucher_for
from tests.factories import START

PAGE = Path(__file__).resolve().parents[2] / "docs" / "connect-a-shop.md"

pytestmark = pytest.mark.django_db


@dataclass
class Example:
    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: Any


def examples() -> Iterator[Example]:
    """Pairs of blocks: what is asked, what is answered."""
    blocks = re.findall(r"^```http\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for asked, told in zip(blocks[::2], blocks[1::2], strict=True):
        head, _blank, body = asked.partition("\n\n")
        first, *headers = head.strip().splitlines()
        method, path = first.split(" ")
        status, _blank, answer = told.partition("\n\n")
        yield Example(
            method,
            path,
            dict(header.split(": ") for header in headers),
            body,
            int(status.split()[0]),
            json.loads(answer) if answer.strip() else None,
        )


@dataclass
class Reader:
    """Follow the page with a key of one's own; codes are those that the API answers."""

    token: str
    codes: dict[str, str] = field(default_factory=dict)

    def tries(self, example: Example) -> Any:
        return Client().generic(
            example.method,
            self._with_codes(example.path),
            self._with_codes(example.body),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.token}", **example.headers},
        )

    def _with_codes(self, text: str) -> str:
        for written, given in self.codes.items():
            text = text.replace(written, given)
        return text

    def expects(self, written: Any, told: Any, at: str) -> None:
        """What the page shows is there; what it leaves out may be anything."""
        if isinstance(written, Mapping):
            for name, value in written.items():
                assert name in told, f"{at}.{name}"
                self.expects(value, told[name], f"{at}.{name}")
        elif isinstance(written, list):
            assert len(written) == len(told), at
            for place, value in enumerate(written):
                self.expects(value, told[place], f"{at}[{place}]")
        elif isinstance(written, str) and written.startswith("FID-"):
            assert self.codes.setdefault(written, told) == told, at
        else:
            assert written in {"…", told}, f"{at}: {written} is {told}"


def test_every_example_answers_what_the_page_says(shop: Shop) -> None:
    with time_machine.travel(START, tick=False):
        _key, token = api_actions.create_key(
            shop=shop, name="PrestaShop", now=timezone.now()
        )
        reader = Reader(token)
        done = 0
        for example in examples():
            answer = reader.tries(example)
            at = f"{example.method} {example.path} ({done + 1})"
            assert answer.status_code == example.status, f"{at}: {answer.content.decode()}"
            if example.answer is not None:
                reader.expects(example.answer, answer.json(), at)
            done += 1
    assert done > 15


def typed(text: str, now: str) -> Iterator[list[str]]:
    """Each `call` of the shell's examples, its words as the function gets them."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        if block.startswith("call "):
            for line in re.split(r"^call ", block, flags=re.MULTILINE)[1:]:
                yield shlex.split(line.replace("'$NOW'", now))


def test_the_ten_minutes_end_in_mon_compte(shop: Shop, client: Client) -> None:
    with time_machine.travel(START, tick=False):
        _key, token = api_actions.create_key(shop=shop, name="Essai", now=timezone.now())
        said: list[dict[str, Any]] = []
        for method, path, *body in typed(PAGE.read_text(), timezone.now().isoformat()):
            code = said[-1].get("voucher", {}).get("code", "") if said else ""
            answer = Client().generic(
                method,
                f"/api/v1{path}",
                "".join(body).replace("CODE", code),
                content_type="application/json",
                headers={"authorization": f"Bearer {token}"},
            )
            assert answer.status_code < 300, answer.content.decode()
            said.append(answer.json())
        customer, order, account, conversion, quote, link = said
        page = client.get(urlsplit(link["url"]).path, follow=True)

    assert customer["changed"]
    assert order["points"]["granted"] == 4
    assert account["points"] | {"available": 4, "value": "2.00"} == account["points"]
    assert conversion["voucher"]["amount"] == "2.00"
    assert (quote["to_pay"], quote["points_to_earn"]) == ("22.00", 2)
    assert "Abel" in page.content.decode()


def test_the_page_has_every_call_that_the_demo_shop_makes(
    storefront: Storefront, buyer: Buyer, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A walk through the shop, listened to."""
    made: set[str] = set()
    really = transport._environ

    def listen(method: str, path: str, *rest: Any) -> dict[str, Any]:
        made.add(shape(method, path.removeprefix("/api/v1")))
        return really(method, path, *rest)

    monkeypatch.setattr(transport, "_environ", listen)
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)
    buyer.pays()

    shown = {shape(example.method, example.path) for example in examples()}
    assert DemoOrder.objects.exists()
    assert made <= shown
    assert {
        "PUT /carts/…",
        "POST /quotes",
        "PUT /vouchers/…/holds/…",
        "DELETE /vouchers/…/holds/…",
        "PUT /orders/…",
        "GET /customers/…/account",
    } <= made


def shape(method: str, path: str) -> str:
    """Ids are whatever stands between the words."""
    parts = path.removeprefix("/api/v1").strip("/").split("/")
    return f"{method} /" + "/".join(
        part if number % 2 == 0 else "…" for number, part in enumerate(parts)
    )
