"""A shop in memory, and connections to it."""

import pytest

from connectors import actions as connectors
from connectors import kinds
from connectors.models import Connection
from shop.models import Shop
from tests.connectors.fake import FakeShop, kind_of
from tests.connectors.runs import read_past
from tests.factories import START


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeShop:
    shop = FakeShop()
    known = {**kinds.kinds(), "fake": kind_of(shop)}
    for module in ("kinds", "actions.connecting", "actions.events"):
        monkeypatch.setattr(f"connectors.{module}.kinds", lambda: known)
    return shop


@pytest.fixture
def draft(shop: Shop, fake: FakeShop) -> Connection:
    return connectors.connect(
        shop=shop,
        kind="fake",
        address="https://fake.example.com/",
        credentials={"key": "s3cret-key"},
        author="staff:1",
        now=START,
    )


@pytest.fixture
def connection(draft: Connection, fake: FakeShop) -> Connection:
    """On, with nothing read yet but an empty past."""
    connectors.start(connection=draft, past="all", since=None, now=START)
    read_past(draft)
    assert draft.state == Connection.State.ON
    fake.calls.clear()
    return draft
