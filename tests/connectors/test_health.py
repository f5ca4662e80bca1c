"""The connection's page says in words what is wrong, and nothing where all is well."""

from datetime import timedelta

import pytest
from django.utils import translation

from connectors.models import Connection, FeedCursor, PendingRead
from connectors.queries.health import complaints
from shop.models import Shop
from tests.connectors.rows import make_connection
from tests.factories import START


@pytest.fixture
def well(shop: Shop) -> Connection:
    return make_connection(shop, state="on", opened_at=START)


def said(connection: Connection) -> list[str]:
    with translation.override("en"):
        return [each.sentence for each in complaints(connection, START)]


def test_where_all_is_well_nothing_is_said(well: Connection) -> None:
    assert said(well) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"clock_off": 3600}, "clock is wrong by 3,600 seconds"),
        ({"clock_off": -900}, "clock is wrong by 900 seconds"),
        ({"excess": ["configurations"]}, "take these rights away: configurations"),
        ({"states": [["2", "Paid"], ["31", "Atelier"]]}, "not mapped: Atelier"),
        (
            {"prices_with_tax": False, "tax_on_codes": "20"},
            "written there without the usual tax of 20%",
        ),
    ],
)
def test_what_the_check_has_found_is_said(
    well: Connection, found: dict[str, object], words: str
) -> None:
    well.found = found

    (sentence,) = said(well)
    assert words in sentence


def test_a_list_that_is_not_read_any_more_is_urgent(well: Connection) -> None:
    FeedCursor.objects.create(
        connection=well, feed="orders", complete=True, read_at=START - timedelta(hours=1)
    )

    (complaint,) = complaints(well, START)
    assert complaint.urgent


def test_things_that_could_not_be_read_are_counted(well: Connection) -> None:
    PendingRead.objects.create(
        connection=well, kind="order", external_id="7", error="no date", asked_at=START
    )

    assert said(well) == ["1 thing of the shop could not be taken in."]
