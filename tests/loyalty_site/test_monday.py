"""The last days on the home page, beside those of the year before."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.rules import RoleName
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.staff import backoffice, make_member
from tests.statements import put_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(370), tick=False):
        yield


def figures(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/admin/{query}").content.decode()
    if 'id="monday"' not in page:
        return []
    section = page.split('id="monday"')[1].split("</section>")[0]
    found = re.findall(r"<dd>(.*?)</dd>", section, re.DOTALL)
    return [" ".join(re.sub(r"<.*?>", " ", each).split()) for each in found]


@pytest.fixture
def past(shop: Shop, alice: Customer, bob: Customer) -> None:
    """Alice a year ago and this week, Bob this week for the first time."""
    put_order(
        shop,
        "1",
        line(price="60.00"),
        customer=alice,
        placed_at=day(3),
        paid_at=day(3),
        on=3,
    )
    put_order(
        shop,
        "2",
        line(price="40.00"),
        customer=alice,
        placed_at=day(366),
        paid_at=day(366),
        on=366,
    )
    put_order(
        shop,
        "3",
        line(price="20.00"),
        customer=bob,
        placed_at=day(368),
        paid_at=day(368),
        on=368,
    )


@pytest.mark.usefixtures("past")
def test_the_week_stands_beside_the_same_week_of_last_year(shop: Shop) -> None:
    found = figures(backoffice(make_member(RoleName.OWNER, shop)))

    assert found[:3] == [
        "2 1 a year before",
        "€60.00 €60.00 a year before",
        "50% 1 of 2",
    ]
    assert found[3] == "€0.00 0% of the turnover"
    # Six points, and two, of €0.50; those of a year ago are over.
    assert found[4] == "€3.00 €3.00 in this period"


@pytest.mark.usefixtures("past")
def test_other_periods_are_one_click_away(shop: Shop) -> None:
    owner = backoffice(make_member(RoleName.OWNER, shop))

    assert figures(owner, "?days=30")[0].startswith("2 ")
    assert figures(owner, "?days=x") == figures(owner)


@pytest.mark.usefixtures("past")
def test_only_those_who_may_see_what_is_owed_see_it(shop: Shop) -> None:
    assert figures(backoffice(make_member(RoleName.ACCOUNTING, shop)))
    assert not figures(backoffice(make_member(RoleName.MARKETING, shop)))
