"""Any sequence of facts, spends and clock moves: the books against the oracle's sheet."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from points import actions as points
from points import queries
from points.models import Lot
from program import actions as program
from shop.models import Customer
from shop.rules import CustomerFact, OrderFact
from tests.factories import START, CustomerFactory, line, make_shop
from tests.program.books import wrongs
from tests.program.oracle import Bon, Said, Sheet
from tests.statements import assert_honest
from vouchers.models import Voucher

PEOPLE = ["alice", "bob", "carol"]
ORDERS = [f"O{number}" for number in range(6)]
STATES = ["paid", "paid", "delivered", "pending", "cancelled", "refunded"]


@dataclass(frozen=True)
class Statement:
    """A fact on its way, and what the oracle is to hear of it."""

    fact: OrderFact
    said: Said


class LedgerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.shop = make_shop()
        self.people = {
            name: CustomerFactory.create(shop=self.shop, external_id=name)
            for name in PEOPLE
        }
        self.placed: dict[str, Any] = {}
        self.underway: list[Statement] = []
        self.delivered: list[Statement] = []

    def teardown(self) -> None:
        try:
            assert_honest()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @initialize(
        pending_days=st.sampled_from([0, 5]),
        debt_limit=st.sampled_from([None, None, 15]),
    )
    def open(self, pending_days: int, debt_limit: int | None) -> None:
        points.save_rules(
            shop=self.shop,
            base=queries.rules_at(self.shop, START),
            values={
                "ratio": Decimal(1),
                "pending_days": pending_days,
                "validity": 30,
                "voucher_days": 20,
                "debt_limit": debt_limit,
            },
            author="staff:1",
            now=START,
        )
        self.sheet = Sheet(pending_days, 30, 20, debt_limit, START)

    def tick(self) -> None:
        """No two things happen in one instant."""
        self.sheet.now += timedelta(seconds=1)

    def state(self, draw: st.DataObject) -> Statement:
        self.tick()
        order, owner = (
            draw.draw(st.sampled_from(ORDERS)),
            draw.draw(st.sampled_from(PEOPLE)),
        )
        now = self.sheet.now
        placed = self.placed.setdefault(order, now)
        paid = now if order in ORDERS[::2] else None
        quantity, price = (
            draw.draw(st.integers(1, 3)),
            draw.draw(st.sampled_from([5, 10, 40])),
        )
        refund, back = draw.draw(refunds(quantity, price))
        mine = [bon.code for bon in self.sheet.bons]
        codes = (
            tuple(draw.draw(st.lists(st.sampled_from(mine), max_size=2, unique=True)))
            if mine
            else ()
        )
        said = Said(
            order=order,
            at=now,
            state=draw.draw(st.sampled_from(STATES)),
            owner=owner,
            goods=quantity * price,
            back=back,
            placed_at=placed,
            paid_at=paid,
            bons=codes,
        )
        fact = OrderFact(
            updated_at=said.at,
            state=said.state,
            currency="EUR",
            placed_at=placed,
            paid_at=paid,
            customer=owner,
            lines=(line(1, f"{price}", quantity=quantity, **refund.get("line", {})),),
            vouchers=codes,
            **refund.get("order", {}),
        )
        return Statement(fact, said)

    def deliver(self, statement: Statement) -> None:
        self.tick()
        program.receive_order(
            shop=self.shop,
            external_id=statement.said.order,
            fact=statement.fact,
            author="api:1",
            now=self.sheet.now,
        )
        self.sheet.hear(statement.said)
        self.delivered.append(statement)

    @rule(draw=st.data())
    def an_order_is_stated(self, draw: st.DataObject) -> None:
        self.deliver(self.state(draw))

    @rule(draw=st.data())
    def a_statement_is_held_up(self, draw: st.DataObject) -> None:
        self.underway.append(self.state(draw))

    @precondition(lambda self: self.underway)
    @rule(draw=st.data())
    def a_statement_arrives_late(self, draw: st.DataObject) -> None:
        which = draw.draw(st.integers(0, len(self.underway) - 1))
        self.deliver(self.underway.pop(which))

    @precondition(lambda self: self.delivered)
    @rule(draw=st.data())
    def a_statement_is_replayed(self, draw: st.DataObject) -> None:
        self.deliver(draw.draw(st.sampled_from(self.delivered)))

    @rule(who=st.sampled_from(PEOPLE), guest=st.booleans())
    def somebody_is_a_guest_or_a_member(self, who: str, guest: bool) -> None:
        self.tick()
        fact = CustomerFact(updated_at=self.sheet.now, guest=guest)
        program.receive_customer(
            shop=self.shop, external_id=who, fact=fact, author="api:1", now=self.sheet.now
        )
        if guest != (who in self.sheet.guests):
            self.sheet.turn(who, guest=guest)

    @rule(who=st.sampled_from(PEOPLE), share=st.sampled_from([1, 2, 3]))
    def points_are_converted(self, who: str, share: int) -> None:
        self.tick()
        there = self.sheet.points_of(who)[0]
        if share == 1 and not there:
            with pytest.raises(points.NothingToConvert):
                self.convert(who, None)
        elif there // share:
            bon = self.convert(who, None if share == 1 else there // share)
            self.sheet.convert(who, there // share, bon.code)
        else:
            with pytest.raises(points.NotEnoughPoints):
                self.convert(who, there + 1)

    def convert(self, who: str, number: int | None) -> Voucher:
        return points.convert(
            customer=self.people[who], points=number, author="customer", now=self.sheet.now
        )

    @precondition(lambda self: self.unused())
    @rule(draw=st.data())
    def an_unused_bon_is_cancelled(self, draw: st.DataObject) -> None:
        self.tick()
        bon = draw.draw(st.sampled_from(self.unused()))
        voucher = Voucher.objects.get(code=bon.code)
        points.cancel_conversion(voucher=voucher, author="staff:1", now=self.sheet.now)
        self.sheet.expire()
        self.sheet.cancel(bon)

    def unused(self) -> list[Bon]:
        return [bon for bon in self.sheet.bons if not bon.cancelled and bon.order is None]

    @rule(who=st.sampled_from(PEOPLE), number=st.sampled_from([-20, -3, 4, 25]))
    def points_are_adjusted(self, who: str, number: int) -> None:
        self.tick()
        self.sheet.expire()
        if -number > self.sheet.points_of(who)[0]:
            with pytest.raises(points.NotEnoughPoints):
                self.adjust(who, number)
        else:
            self.adjust(who, number)
            self.sheet.adjust(who, number)

    def adjust(self, who: str, number: int) -> None:
        now = self.sheet.now
        points.adjust(
            customer=self.people[who],
            points=number,
            reason="Goodwill",
            source=now.isoformat(),
            author="staff:1",
            now=now,
        )

    @rule(days=st.sampled_from([1, 5, 16, 31]))
    def days_go_by(self, days: int) -> None:
        self.sheet.now += timedelta(days=days)

    @rule()
    def the_night_comes(self) -> None:
        self.tick()
        list(points.expire_due(now=self.sheet.now))
        self.sheet.expire()

    @invariant()
    def nothing_is_wrong_with_the_books(self) -> None:
        if hasattr(self, "sheet"):
            assert wrongs(self.sheet.now) == []

    @invariant()
    def the_books_say_what_the_sheet_says(self) -> None:
        if not hasattr(self, "sheet"):
            return
        now = self.sheet.now
        assert {name: figures(person, now) for name, person in self.people.items()} == {
            name: self.sheet.points_of(name) for name in PEOPLE
        }
        assert {
            (lot.order.external_id, lot.account.customer.external_id): (
                lot.posted,
                0 if lot.is_dead(now) else lot.remaining,
            )
            for lot in Lot.objects.exclude(order=None).select_related(
                "order", "account__customer"
            )
            if lot.order
        } == {
            (lot.order, lot.owner): (lot.posted, lot.held if lot.ends > now else 0)
            for lot in self.sheet.lots
            if lot.order
        }
        assert {
            bon.code: (bon.order and bon.order.external_id, bon.cancelled_at is not None)
            for bon in Voucher.objects.select_related("order")
        } == {bon.code: (bon.order, bon.cancelled) for bon in self.sheet.bons}


def figures(customer: Customer, now: Any) -> tuple[int, int, int]:
    balance = queries.balance(customer, now)
    return balance.available, balance.pending, balance.debt


@st.composite
def refunds(
    draw: st.DrawFn, quantity: int, price: int
) -> tuple[dict[str, dict[str, Any]], int]:
    """How the fact says it, and the euros it comes to."""
    how = draw(st.sampled_from(["none", "none", "pieces", "line", "order"]))
    pieces = draw(st.integers(0, quantity))
    amount = draw(st.integers(0, quantity * price))
    ways: dict[str, tuple[dict[str, dict[str, Any]], int]] = {
        "none": ({}, 0),
        "pieces": ({"line": {"refunded_quantity": pieces}}, pieces * price),
        "line": ({"line": {"refunded_amount": Decimal(amount)}}, amount),
        "order": ({"order": {"refunded_amount": Decimal(amount)}}, amount),
    }
    return ways[how]


@pytest.mark.django_db
def test_the_books_are_those_of_the_oracle_whatever_happens() -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=settings().max_examples // 4,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
