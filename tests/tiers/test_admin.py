"""Tiers are drafted, looked at, applied and undone; figures add up."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.staff import backoffice, make_staff, page_cost
from tests.tiers.ladder import buy, set_tiers, tier_of
from tiers.models import Move, Pin, Tier, TierChange, TierDraft
from tiers.queries.comparison import compare, measure_by
from tiers.queries.measures import measure_of
from tiers.queries.plans import plan_of
from tiers.queries.statistics import statistics
from tiers.rules.plans import Plan


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


def _form(**changes: str) -> dict[str, str]:
    """Bronze from 0 at 5 %, Argent from 300 at 10 %."""
    said = {
        "measure-window": "lifetime",
        "measure-months": "12",
        "measure-with_tax": "on",
        "measure-grace_days": "0",
        "measure-notice_days": "30",
        "tiers-TOTAL_FORMS": "2",
        "tiers-INITIAL_FORMS": "0",
    }
    for index, (name, minimum, percent) in enumerate(
        [("Bronze", "0", "5"), ("Argent", "300", "10")]
    ):
        said |= {
            f"tiers-{index}-name": name,
            f"tiers-{index}-minimum": minimum,
            f"tiers-{index}-discount_percent": percent,
            f"tiers-{index}-points_multiplier": "1",
            f"tiers-{index}-colour": "#8c6a3f",
            f"tiers-{index}-voucher_days": "30",
        }
    return said | changes


def _edit(shop: Shop) -> str:
    return f"/admin/tiers/tier/edit/{shop.pk}/"


def test_a_draft_says_who_would_move_and_changes_nothing(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    with time_machine.travel(day(1), tick=False):
        buy(alice, "400.00")
        answer: Any = clerk.post(_edit(shop), _form(preview="1"), follow=True)

    page = answer.content.decode()
    assert "1 would go up, 0 would go down." in page
    assert "would have cost €40.00 instead of €0.00 (€40.00)" in page
    assert not Tier.objects.exists()
    assert TierDraft.objects.get().author.startswith("staff:")


def test_a_plan_is_applied_and_undone(shop: Shop, alice: Customer, clerk: Client) -> None:
    with time_machine.travel(day(1), tick=False):
        buy(alice, "400.00")
        clerk.post(_edit(shop), _form(apply="1"))
        assert tier_of(alice) == "Argent"
        assert not TierDraft.objects.exists()
        undo = f"/admin/tiers/tier/undo/{shop.pk}/"
        assert "Undo the last change" in clerk.post(undo).content.decode()
        clerk.post(undo, {"confirm": "1"})

    assert tier_of(alice) is None
    assert [change.undoes_id for change in TierChange.objects.order_by("number")] == [
        None,
        TierChange.objects.get(number=1).pk,
    ]


def test_a_grandfathered_change_lets_nobody_fall(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "600.00")
    dearer = plan_of(shop)
    tiers = [
        type(tier)(**{**_values(tier), "minimum": tier.minimum * 2})
        for tier in dearer.tiers
    ]

    change = set_tiers(shop, *tiers, on=1, grandfather=True)
    assert tier_of(alice) == "Argent"
    assert Pin.objects.get().at_least
    buy(alice, "2000.00", on=2)
    assert tier_of(alice) == "Or"
    assert change.grandfathered


def _values(tier: Any) -> dict[str, Any]:
    return {name: getattr(tier, name) for name in tier.__dataclass_fields__}


def test_a_change_makes_customers_fall_and_undoing_brings_them_back(
    shop: Shop, alice: Customer
) -> None:
    from programme import actions as programme  # noqa: PLC0415

    set_tiers(shop)
    buy(alice, "600.00")
    first = plan_of(shop)
    tiers = [
        type(tier)(**{**_values(tier), "minimum": tier.minimum * 2}) for tier in first.tiers
    ]

    change = set_tiers(shop, *tiers, on=1)
    assert tier_of(alice) == "Bronze"
    programme.undo_tiers(change=change, author="staff:1", now=day(2))

    assert tier_of(alice) == "Argent"
    assert plan_of(shop) == first


def test_two_tiers_alike_are_refused(shop: Shop, clerk: Client) -> None:
    page = clerk.post(_edit(shop), _form(**{"tiers-1-minimum": "0"})).content.decode()

    assert "Two tiers begin at the same amount." in page
    assert not TierDraft.objects.exists()


def test_a_tier_is_pinned_with_a_reason_and_unpinned(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    set_tiers(shop)
    gold = Tier.objects.get(name="Or")
    address = f"/admin/shop/customer/{alice.pk}/tier/"
    assert clerk.get(address).context["form"].errors == {}, "nothing was said yet"
    with time_machine.travel(day(1), tick=False):
        assert "This field is required" in _post(clerk, address, tier=gold.pk)
        _post(clerk, address, tier=gold.pk, reason="Partner", until="2026-05-31")
        assert tier_of(alice) == "Or"
        buy(alice, "600.00", on=1)
        assert tier_of(alice) == "Or"
        _post(clerk, address, end="1")

    assert tier_of(alice) == "Argent"
    causes = list(Move.objects.order_by("pk").values_list("cause", flat=True))
    assert causes == ["change", "hand", "hand"]


def _post(clerk: Client, address: str, **said: Any) -> str:
    return clerk.post(address, said, follow=True).content.decode()


def test_a_pin_ends_by_itself(shop: Shop, alice: Customer, clerk: Client) -> None:
    from programme import actions as programme  # noqa: PLC0415

    set_tiers(shop)
    gold = Tier.objects.get(name="Or")
    with time_machine.travel(day(1), tick=False):
        address = f"/admin/shop/customer/{alice.pk}/tier/"
        _post(clerk, address, tier=gold.pk, reason="Partner", until="2026-05-31")

    list(programme.night(now=day(30.4)))
    assert tier_of(alice) == "Or"
    list(programme.night(now=day(31)))

    assert tier_of(alice) == "Bronze"


def test_sam_of_another_shop_sees_and_does_nothing(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    sam = backoffice(make_staff("sam@example.com", make_shop("other")))

    for address in (
        _edit(shop),
        f"/admin/tiers/tier/figures/{shop.pk}/",
        f"/admin/shop/customer/{alice.pk}/tier/",
    ):
        assert sam.get(address).status_code == 404
    assert sam.post(f"/admin/tiers/tier/undo/{shop.pk}/").status_code == 404


def test_the_figures_add_up(shop: Shop, alice: Customer, bob: Customer) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1", discount=Decimal(20))
    buy(bob, "450.00", order="2")

    measure = measure_of(shop)
    assert measure
    told = statistics(measure, day(1))

    figures = [
        (str(each.tier), each.members, each.share, each.orders, each.spent, each.discount)
        for each in told.tiers
    ]
    assert figures == [
        ("Bronze", 1, 50, 1, Decimal(450), Decimal(0)),
        ("Argent", 1, 50, 1, Decimal(600), Decimal(20)),
        ("Or", 0, 0, 0, Decimal(0), Decimal(0)),
    ]
    assert [(month.up, month.down) for month in told.months] == [(1, 0)]
    near = [(each.customer, str(each.tier), each.missing) for each in told.near]
    assert near == [(bob.pk, "Argent", Decimal(50)), (alice.pk, "Or", Decimal(400))]


def test_a_comparison_counts_points_and_shipping_too(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "600.00", shipping=Decimal("5.80"))
    plan = plan_of(shop)
    tiers = [
        type(tier)(
            **_values(tier) | {"free_shipping": True, "points_multiplier": Decimal(2)}
        )
        for tier in plan.tiers
    ]

    done = compare(
        measure_by(shop, Plan(tiers=tiers)),
        measure_of(shop),
        day(1),
        point_rate=Decimal("0.05"),
    )

    assert (done.up, done.down) == (0, 0)
    assert (done.cost_before, done.cost_after) == (Decimal(60), Decimal("95.80"))


def test_pages_cost_the_same_however_many_there_are(
    shop: Shop, alice: Customer, bob: Customer, clerk: Client
) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")
    figures = f"/admin/tiers/tier/figures/{shop.pk}/"
    before = page_cost(clerk, figures)

    buy(bob, "450.00", order="2")

    assert page_cost(clerk, figures) == before
