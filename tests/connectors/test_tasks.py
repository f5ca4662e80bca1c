"""Tasks go on where time was over, and never in circles."""

from datetime import timedelta

import pytest

from connectors import actions as connectors
from connectors import tasks
from connectors.models import Connection, FeedCursor
from tests.connectors.fake import FakeShop
from tests.factories import START


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Connections whose past was put to the end of the queue."""
    found: list[int] = []
    monkeypatch.setattr("connectors.tasks.read_past.delay", found.append)
    return found


@pytest.fixture
def reading(draft: Connection, fake: FakeShop) -> Connection:
    for number in range(5):
        fake.customer(str(number))
    connectors.start(connection=draft, past="all", since=None, now=START)
    return draft


def test_what_is_left_of_the_past_is_queued_at_once(
    reading: Connection, fake: FakeShop, queued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shop that needs longer than a turn of work."""

    def slow(call: str) -> None:
        if call == "changes customers":
            monkeypatch.setattr("connectors.actions.runs.Run.goes_on", False)

    fake.trouble = slow

    tasks.read_past(reading.pk)

    assert queued == [reading.pk]
    assert FeedCursor.objects.get(feed="customers").done == 2


def test_a_past_that_is_read_is_not_queued_again(
    reading: Connection, queued: list[int]
) -> None:
    tasks.read_past(reading.pk)

    reading.refresh_from_db()
    assert (reading.state, queued) == (Connection.State.ON, [])


def test_a_past_that_another_worker_reads_is_left_to_it(
    reading: Connection, queued: list[int]
) -> None:
    """Queued again it would go round and round until the other is done."""
    FeedCursor.objects.create(
        connection=reading, feed="products", leased_until=START + timedelta(days=9999)
    )

    tasks.read_past(reading.pk)

    assert queued == []
