"""A segment is made, counted before it is saved, and only for one's own shop."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from segments.models import Segment
from shop.models import Customer, Shop
from tests.factories import CategoryFactory, GroupFactory, day, make_shop
from tests.segments.conftest import buy
from tests.staff import backoffice, list_cost, make_boss, make_staff

ADD = "/admin/segments/segment/add/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(100), tick=False):
        yield


def marketing(*shops: Shop) -> Client:
    user = make_staff("marketing@example.com", *shops)
    codes = [f"{what}_segment" for what in ("add", "change", "delete")]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return backoffice(user)


def seen(client: Client, address: str, **said: Any) -> tuple[int | None, str]:
    page: Any = client.post(address, said)
    return page.context and page.context.get("counted"), page.content.decode()


def test_members_are_counted_and_named_before_a_segment_is_saved(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "1", on=0)

    counted, page = seen(marketing(shop), ADD, name="Buyers", min_orders=1, preview="1")

    assert counted == 1
    assert alice.email in page
    assert bob.email not in page
    assert not Segment.objects.exists()


@pytest.mark.usefixtures("alice")
def test_a_saved_segment_keeps_its_criteria(shop: Shop) -> None:
    group, shelf = GroupFactory.create(shop=shop), CategoryFactory.create(shop=shop)

    marketing(shop).post(
        ADD,
        {
            "name": "Faithful",
            "groups": [group.pk],
            "categories": [shelf.pk],
            "min_spend": "100",
            "period_days": 365,
            "languages": ["fr"],
            "consent": "true",
        },
    )

    kept = Segment.objects.get()
    assert (kept.shop, kept.name) == (shop, "Faithful")
    assert (kept.min_spend, kept.period_days) == (Decimal(100), 365)
    assert kept.criteria.groups == (group.pk,)
    assert kept.criteria.categories == (shelf.pk,)
    assert kept.criteria.languages == ("fr",)
    assert kept.criteria.consent is True


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"min_orders": 3, "max_orders": 2}, "This is less than the field before."),
        ({"gap_factor": "-1"}, "greater than or equal to 0"),
        ({"period_days": 0}, "greater than or equal to 1"),
        ({"name": "Taken"}, "There is a segment of this name already."),
    ],
)
def test_an_impossible_criterion_is_refused_beside_its_field(
    shop: Shop, said: dict[str, Any], why: str
) -> None:
    Segment.objects.create(shop=shop, name="Taken")

    counted, page = seen(marketing(shop), ADD, **{"name": "New", **said})

    assert counted is None
    assert why in page
    assert Segment.objects.count() == 1


def test_groups_of_another_shop_are_not_offered_nor_taken(shop: Shop) -> None:
    foreign = GroupFactory.create(shop=make_shop("other"), name="Foreign")
    client = marketing(shop)

    assert "Foreign" not in client.get(ADD).content.decode()
    client.post(ADD, {"name": "Mine", "groups": [foreign.pk]})
    assert not Segment.objects.exists()


def test_a_new_segment_is_of_the_shop_at_hand(shop: Shop) -> None:
    other = make_shop("other", name="Other")
    client = marketing(shop, other)

    client.post("/admin/boutique/", {"shop": other.pk})
    client.post(ADD, {"name": "There"})

    assert Segment.objects.get().shop == other


def test_staff_without_the_permission_only_look(shop: Shop) -> None:
    kept = Segment.objects.create(shop=shop, name="Everybody")
    clerk = backoffice(make_staff("clerk@example.com", shop))

    page = clerk.get(f"/admin/segments/segment/{kept.pk}/change/")
    assert page.status_code == 200
    assert "Count again" not in page.content.decode()
    assert clerk.get(ADD).status_code == 403


def test_the_list_counts_each_in_one_query(shop: Shop) -> None:
    """Criteria are read once for all; who is in a segment is a question of its own."""
    client = backoffice(make_boss())
    Segment.objects.create(shop=shop, name="1")
    list_cost(client, "segments/segment")
    cost, _rows = list_cost(client, "segments/segment")
    for number in (2, 3):
        Segment.objects.create(shop=shop, name=f"{number}")

    assert list_cost(client, "segments/segment") == (cost + 2, 3)


def test_a_segment_is_removed(shop: Shop) -> None:
    kept = Segment.objects.create(shop=shop, name="Everybody")

    marketing(shop).post(f"/admin/segments/segment/{kept.pk}/delete/", {"post": "yes"})

    assert not Segment.objects.exists()
