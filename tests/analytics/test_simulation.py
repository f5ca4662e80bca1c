"""The past under other rules: what an import of the same orders under them gives."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.rules import RoleName
from analytics.actions import simulating
from analytics.actions.drafts import draft_of
from analytics.models import SimulationRun
from analytics.queries import replay as replay_queries
from analytics.queries.flows import points_flows
from analytics.queries.replay import Simulation, customers_of, simulate
from analytics.rules.owed import movements, owed
from core.days import local_day
from core.errors import Invalid
from earning.models import RuleVersion
from programme import actions as programme
from shop.models import Customer, Shop
from shop.rules.facts import OrderFact
from tests.factories import CustomerFactory, day, line, make_shop
from tests.staff import backoffice, make_boss, make_member
from tests.statements import convert, put_order, set_rules, use

TODAY = day(200)
PEOPLE = [f"{number}" for number in range(8)]
# In words of the file, and of the settings.
DRAFTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"ratio": "1", "validity": 60}, {"ratio": Decimal(1), "validity": 60}),
    (
        {"points_per_block": 3, "rounding": "half_up", "include_shipping": True},
        {"points_per_block": 3, "rounding": "half_up", "include_shipping": True},
    ),
    (
        {"ratio": "3.50", "validity": 2, "validity_unit": "months", "pending_days": 9},
        {
            "ratio": Decimal("3.50"),
            "validity": 2,
            "validity_unit": "months",
            "pending_days": 9,
        },
    ),
    (
        {"order_ceiling": 9, "tax_included": False, "counting_states": ["delivered"]},
        {"order_ceiling": 9, "tax_included": False, "counting_states": ["delivered"]},
    ),
    ({"earn_on_sale": False, "ratio": "2"}, {"earn_on_sale": False, "ratio": Decimal(2)}),
]


def history(seed: int) -> Iterator[tuple[str, OrderFact]]:
    draw = random.Random(seed)
    instants = sorted(draw.uniform(0, 190) for _ in range(60))
    for number, at in enumerate(instants):
        lines = tuple(
            line(
                each,
                f"{draw.randint(100, 9000) / 100:.2f}",
                quantity=draw.randint(1, 4),
                on_sale=draw.random() < 0.3,
                refunded_quantity=draw.choice([0, 0, 0, 1]),
                unit_price_excl_tax=Decimal(draw.randint(50, 99)),
            )
            for each in range(1, draw.randint(2, 4))
        )
        placed = day(at)
        yield (
            f"O{number}",
            OrderFact(
                updated_at=placed + timedelta(hours=1),
                state=draw.choice(["paid", "paid", "delivered", "cancelled", "pending"]),
                currency="EUR",
                placed_at=placed,
                paid_at=draw.choice([None, placed + timedelta(minutes=5)]),
                customer=draw.choice(PEOPLE),
                lines=lines,
                discount=Decimal(draw.choice([0, 0, 5])),
                shipping=Decimal("4.90"),
                shipping_refunded=Decimal(draw.choice([0, 0, 2])),
            ),
        )


def shop_with_history(code: str, seed: int, **rules: Any) -> Shop:
    shop = make_shop(code)
    for name in PEOPLE:
        CustomerFactory.create(shop=shop, external_id=name)
    if rules:
        set_rules(shop, **rules)
    orders = history(seed)
    for each in programme.import_orders(
        shop=shop, orders=orders, author="system", now=TODAY
    ):
        assert not each.refused
    return shop


def simulated(shop: Shop, values: dict[str, Any], now: datetime = TODAY) -> Simulation:
    draft, result = draft_of(shop, values, now), Simulation()
    customers = customers_of(shop)
    for _ in simulate(shop, draft=draft, now=now, customers=customers, result=result):
        pass
    return result


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(("values", "rules"), DRAFTS)
def test_a_simulation_equals_to_the_point_an_import_under_these_rules(
    values: dict[str, Any], rules: dict[str, Any]
) -> None:
    for seed in (1, 2):
        found = simulated(shop_with_history(f"was-{seed}", seed), values)
        imported = shop_with_history(f"is-{seed}", seed, **rules)
        flows = points_flows(imported, TODAY)

        today = local_day(TODAY, imported.zone)
        assert found.left == owed(flows, today - timedelta(days=1))
        assert {
            month.last.replace(day=1): (int(month.given), int(month.expired))
            for month in movements(flows, today - timedelta(days=1), months=8)
            if month.given or month.expired
        } == {
            first: (month.given, month.expired)
            for first, month in found.months.items()
            if month.given or month.expired
        }


def test_bonuses_and_a_first_order_are_those_of_the_draft(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "O1", line(1, "10.00", quantity=3), customer=alice)
    put_order(shop, "O2", line(2, "20.00"), customer=alice, on=1)
    bonus = {"name": "Lampes", "kind": "points", "points": 5, "products": ["p1"]}

    found = simulated(shop, {"ratio": "10", "bonuses": [bonus], "first_order": 7})

    # 3 + 3 × 5 + 7 of the first order, and 2 of the second.
    assert found.total.given == 27


def test_points_are_turned_when_they_were_and_the_same_share_of_them(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"), validity=None)
    put_order(shop, "O1", customer=alice)
    voucher = convert(alice, 20, on=3)
    use(shop, voucher, "O2", on=4)

    found = simulated(shop, {"ratio": "0.50", "value": "0.40"})

    # 80 points instead of 40; half of them, at 0.40 €; the voucher of 2 € was used whole.
    assert found.total.converted == 40
    assert found.total.issued == Decimal("16.00")
    assert found.total.used == Decimal("16.00")


def test_who_would_have_more_and_who_less_is_named(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    set_rules(shop, ratio=Decimal(10))
    put_order(shop, "O1", line(1, "100.00"), customer=alice)
    put_order(shop, "O2", line(1, "15.00"), customer=bob)

    more = simulated(shop, {"ratio": "1"})
    less = simulated(shop, {"ratio": "50"})

    assert [(each.name, each.was, each.would_be) for each in more.best] == [
        ("Alice Martin", 10, 100),
        ("Bob Martin", 1, 15),
    ]
    assert more.worst == []
    assert [(each.was, each.would_be) for each in less.worst] == [(10, 2), (1, 0)]


def test_nothing_is_written(shop: Shop, alice: Customer) -> None:
    put_order(shop, "O1", customer=alice)
    flows = points_flows(shop, TODAY)

    simulated(shop, {"ratio": "1"})

    assert points_flows(shop, TODAY) == flows
    assert RuleVersion.objects.filter(shop=shop).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ratoi": "1"}, "ratoi"),
        ({"ratio": "0"}, "ratio"),
        ({"counting_states": ["sold"]}, "counting_states"),
        ({"bonuses": [{"name": "X", "kind": "points", "goods": []}]}, "bonuses.goods"),
        ({"earn_categories": ["nowhere"]}, "earn_categories"),
    ],
)
def test_a_draft_that_says_nonsense_is_refused(
    shop: Shop, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft_of(shop, values, TODAY)

    assert refused.value.details["field"] == field


def test_the_command_reads_a_file_and_writes_figures(
    shop: Shop, alice: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_order(shop, "O1", customer=alice)
    rules = tmp_path / "rules.json"
    rules.write_text('{"ratio": "1", "value": "0.40", "validity": null}')

    call_command("simulate", shop=shop.code, rules=rules, json=True)

    found = json.loads(capsys.readouterr().out)
    assert (found["orders"], found["given"], found["left"]) == (1, 40, 40)
    assert found["owed"] == "16.00"
    assert found["months"] == [
        {
            "month": "2026-05",
            "given": 40,
            "converted": 0,
            "expired": 0,
            "vouchers_issued": "0.00",
            "vouchers_used": "0.00",
        }
    ]


@pytest.mark.parametrize("text", ["nonsense", "[1]", '{"ratio": "-1"}'])
def test_the_command_refuses_a_file_that_is_none(
    shop: Shop, tmp_path: Path, text: str
) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(text)

    with pytest.raises(CommandError):
        call_command("simulate", shop=shop.code, rules=rules)


def test_a_simulation_of_a_small_shop_is_there_at_once(shop: Shop, alice: Customer) -> None:
    set_rules(shop, ratio=Decimal(10))
    put_order(shop, "O1", customer=alice)
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    page = f"/admin/analytics/simulationrun/begin/{shop.pk}/"
    form = boss.get(page).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    posted = {
        name: value
        for name, value in filled.items()
        if value is not None and value is not False
    }

    answer = boss.post(page, posted | {"ratio": "1"}, follow=True)

    run = SimulationRun.objects.get()
    assert (run.state, run.values) == ("done", {"ratio": "1"})
    assert run.figures["given"] == 40
    text = answer.content.decode()
    assert "Ce qui aurait été" in text
    assert "Alice Martin" in text


def test_of_a_large_shop_the_worker_carries_it_out_and_shows_how_far_it_is(
    shop: Shop, alice: Customer, bob: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_order(shop, "O1", customer=alice)
    put_order(shop, "O2", customer=bob)
    monkeypatch.setattr(simulating, "AT_ONCE", 1)
    monkeypatch.setattr(replay_queries, "CHUNK", 1)

    run = simulating.begin(shop=shop, values={"ratio": "1"}, author="staff:1", now=TODAY)

    assert (run.state, run.customers, run.done) == ("waiting", 2, 0)
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    shown = boss.get(f"/admin/analytics/simulationrun/{run.pk}/change/").content.decode()
    assert "0 sur 2" in shown
    assert simulating.carry_out_waiting() == 1
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 2)
    assert simulating.carry_out_waiting() == 0


def test_a_simulation_that_is_cancelled_stops_at_the_next_chunk(
    shop: Shop, alice: Customer, bob: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_order(shop, "O1", customer=alice)
    put_order(shop, "O2", customer=bob)
    monkeypatch.setattr(simulating, "AT_ONCE", 0)
    monkeypatch.setattr(replay_queries, "CHUNK", 1)
    run = simulating.begin(shop=shop, values={}, author="staff:1", now=TODAY)
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    went_through: list[int] = []
    through = replay_queries._replay_chunk

    def cancelled_meanwhile(*args: Any, **kwargs: Any) -> None:
        went_through.append(1)
        boss.post(f"/admin/analytics/simulationrun/{run.pk}/cancel/")
        through(*args, **kwargs)

    monkeypatch.setattr(replay_queries, "_replay_chunk", cancelled_meanwhile)
    simulating.carry_out(run=run)
    run.refresh_from_db()

    assert went_through == [1]
    assert (run.state, run.figures) == ("cancelled", {})


def test_whoever_has_no_right_to_simulate_is_refused(shop: Shop) -> None:
    clerk = backoffice(make_member(RoleName.SUPPORT, shop))

    assert clerk.get(f"/admin/analytics/simulationrun/begin/{shop.pk}/").status_code == 403
    assert SimulationRun.objects.count() == 0
