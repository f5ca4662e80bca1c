"""Shops that break, lie and come back: nothing is lost, nothing comes in twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from connectors import actions as connectors
from connectors.actions.cursors import advance
from connectors.actions.taking_in import take_in
from connectors.contract import Item, Kind
from connectors.encryption import encrypt
from connectors.models import Connection, FeedCursor, PendingRead
from connectors.outgoing import KeyRefused
from points.models import Lot
from shop.models import Order, Shop
from tests.connectors.fake import FakeShop, an_order
from tests.connectors.rows import make_connection
from tests.connectors.runs import pull, push, read_past, read_pending
from tests.connectors.servers import Answered, Asked, Server, serving
from tests.factories import START, day
from tests.staff import make_staff

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """The worker's process ends here."""


def kill_once(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """The first time that a cursor would move, after its page has gone into the books."""
    left = [1]

    def moved(*args: Any, **given: Any) -> None:
        if left:
            left.pop()
            raise Killed
        advance(*args, **given)

    monkeypatch.setattr(f"connectors.actions.{module}.advance", moved)


def points_of(shop: Shop) -> dict[str, int]:
    rows = Lot.objects.filter(shop=shop, order__isnull=False)
    return {row.order.external_id: row.net for row in rows if row.order}


def test_a_worker_killed_before_its_cursor_moves_takes_nothing_in_twice(
    connection: Connection, fake: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.customer("57")
    for number in range(3):
        fake.order(str(number), customer="57")
    kill_once(monkeypatch, "pulling")
    with suppress(Killed):
        pull(connection)

    pull(connection, START + MINUTE)

    assert points_of(connection.shop) == {"0": 4, "1": 4, "2": 4}


def test_a_past_that_was_killed_goes_on_and_takes_nothing_in_twice(
    draft: Connection, fake: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.customer("57")
    for number in range(3):
        fake.order(str(number), customer="57")
    connectors.start(connection=draft, past="all", since=None, now=START)
    kill_once(monkeypatch, "past")
    with suppress(Killed):
        read_past(draft)

    read_past(draft, START + MINUTE)

    assert draft.state == Connection.State.ON
    assert points_of(draft.shop) == {"0": 4, "1": 4, "2": 4}


def test_a_reading_that_began_earlier_and_comes_last_changes_nothing(
    connection: Connection, fake: FakeShop
) -> None:
    """Two workers cross: one has asked before the cancellation, and is slow."""
    fake.customer("57")
    pull(connection)
    early = replace(an_order(customer="57"), updated_at=START + MINUTE)
    late = replace(early, state="cancelled", updated_at=START + 2 * MINUTE)

    for fact in (late, early):
        items = [Item(Kind.ORDER, "46", fact)]
        take_in(connection=connection, items=items, now=START + 3 * MINUTE)

    assert Order.objects.get().state == "cancelled"


def test_an_event_while_the_shops_clock_is_wrong_is_made_up_for(
    connection: Connection, fake: FakeShop
) -> None:
    """Its event is refused for its age; the next pull has the order all the same."""
    fake.customer("57")
    fake.clock += timedelta(hours=2)
    fake.order("46", customer="57")

    pull(connection, START + MINUTE)

    assert points_of(connection.shop) == {"46": 4}


@pytest.mark.parametrize("work", [pull, read_pending])
def test_a_revoked_key_stops_everything_and_is_told_once(
    connection: Connection, fake: FakeShop, work: Any
) -> None:
    make_staff("zoe@example.com", connection.shop)
    PendingRead.objects.create(
        connection=connection, kind="order", external_id="1", asked_at=START, due_at=START
    )

    def refuse(_call: str) -> None:
        raise KeyRefused("no")

    fake.trouble = refuse
    for each in (work, pull):
        each(connection, START + MINUTE)

    connection.refresh_from_db()
    assert connection.state == Connection.State.STOPPED
    assert len(mail.outbox) == 1


@contextmanager
def answering(
    shop: Shop, kind: str, answer: Answered
) -> Iterator[tuple[Connection, Server]]:
    """A connection to a shop that gives one answer to everything."""

    def same(_asked: Asked) -> Answered:
        return answer

    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), serving(same) as server:
        secrets = encrypt({"key": "k", "secret": "s", "events": "e"})
        made = make_connection(
            shop, kind=kind, address=server.address, state="on", secrets=secrets
        )
        yield made, server


@pytest.mark.parametrize("kind", ["prestashop", "woocommerce"])
@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Maintenance</body></html>",
        b'[{"id": 1, "id_order": 2, "cust',
        b"",
        b'"ok"',
        b"<br />\n<b>Fatal error</b>: Allowed memory size exhausted",
    ],
)
def test_a_200_that_is_no_answer_moves_no_cursor(
    shop: Shop, kind: str, body: bytes
) -> None:
    """PHP that dies, a page of maintenance, half a page: each list says so and waits."""
    with answering(shop, kind, Answered(body)) as (connection, _server):
        assert pull(connection) == 0

        connection.refresh_from_db()
        assert connection.state == Connection.State.ON
        rows = FeedCursor.objects.filter(connection=connection)
        assert rows.count() > 1
        assert all(row.error and row.at is None and not row.skip for row in rows)


@pytest.mark.parametrize("kind", ["prestashop", "woocommerce"])
@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_shop_in_trouble_is_asked_once_and_left(
    shop: Shop, kind: str, status: int
) -> None:
    with answering(shop, kind, Answered(b"{}", status)) as (connection, server):
        assert pull(connection) == 0

        assert len(server.asked) == 1
        connection.refresh_from_db()
        assert connection.state == Connection.State.ON


@pytest.mark.parametrize("kind", ["prestashop", "woocommerce"])
def test_a_shop_that_has_moved_says_where_to(shop: Shop, kind: str) -> None:
    """A redirect is never followed: the new address is the merchant's to give."""
    there = {"Location": "http://169.254.169.254/latest/"}
    with answering(shop, kind, Answered(b"", 301, there)) as (connection, server):
        assert pull(connection) == 0

        row = FeedCursor.objects.filter(connection=connection).order_by("pk")[0]
        assert "http://169.254.169.254/latest/" in row.error
        assert all(call.path.startswith(("/api", "/wp-json")) for call in server.asked)


def test_nothing_of_a_shop_that_was_left_is_read(
    connection: Connection, fake: FakeShop
) -> None:
    connectors.disconnect(connection=connection, clock=lambda: day(1), force=True)
    fake.calls.clear()

    assert push(connection, day(2)) == 0

    assert fake.calls == []
