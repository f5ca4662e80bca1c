"""Servers, none of them started yet. None is left when a test is over, however it ends."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api import actions as api_actions
from shop.models import Shop
from tests.factories import START
from tests.outages import site
from tests.outages.calls import Caller
from tests.outages.processes import Server
from tests.outages.servers import Valkey, a_folder
from tests.outages.site import Web, environment


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as folder:
        yield folder


@pytest.fixture
def at_the_end(folder: Path) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def valkey(folder: Path, at_the_end: ExitStack) -> Valkey:
    server = Valkey(folder)
    at_the_end.callback(server.kill)
    return server


@pytest.fixture
def web(transactional_db: None, folder: Path, valkey: Valkey, at_the_end: ExitStack) -> Web:
    """On the rows that the test sees."""
    server = Web(folder, environment(valkey.url))
    at_the_end.callback(server.kill)
    return server


@pytest.fixture
def worker(
    transactional_db: None, folder: Path, valkey: Valkey, at_the_end: ExitStack
) -> Server:
    server = site.worker(folder, environment(valkey.url), "tests.outages.clock")
    at_the_end.callback(server.kill)
    return server


@pytest.fixture
def beat(folder: Path, valkey: Valkey, at_the_end: ExitStack) -> Server:
    """Ticks every second."""
    server = site.beat(folder, environment(valkey.url), "tests.outages.clock")
    at_the_end.callback(server.kill)
    return server


@pytest.fixture
def caller(web: Web, shop: Shop) -> Caller:
    _key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)
    return Caller(web.address, token)
