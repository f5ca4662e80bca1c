"""A django-oscar shop in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.test import override_settings
from django.utils import timezone

from connectors import actions as connectors
from connectors.models import Connection
from shop.models import Shop
from tests.connectors.runs import read_past

ROOT = Path(__file__).parents[3]
KEY = "a-key-of-the-tests"


@dataclass(frozen=True)
class OscarShop:
    address: str

    def happen(self, what: str, **said: Any) -> dict[str, Any]:
        """Somebody does something in the shop."""
        request = Request(f"{self.address}/life/{what}/", json.dumps(said).encode())  # noqa: S310 -- loopback
        with urlopen(request) as answer:  # noqa: S310
            told: dict[str, Any] = json.loads(answer.read())
        return told

    def order(self, customer: int | None, *goods: tuple[int, int], **said: Any) -> Any:
        return self.happen("order", customer=customer, goods=goods, **said)


@pytest.fixture(scope="session")
def oscar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OscarShop]:
    folder = tmp_path_factory.mktemp("oscar")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.connectors.oscar.site.serve"],
        cwd=ROOT,
        env=os.environ | {"OSCAR_FOLDER": str(folder), "OSCAR_KEY": KEY},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield OscarShop(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def connected(shop: Shop, oscar: OscarShop) -> Iterator[Connection]:
    """Connected with all of its past, by the clock of both."""
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True):
        now = timezone.now()
        connection = connectors.connect(
            shop=shop,
            kind="oscar",
            address=oscar.address,
            credentials={"key": KEY},
            author="staff:1",
            now=now,
        )
        connectors.start(connection=connection, past="all", since=None, now=now)
        read_past(connection, timezone.now())
        yield connection
