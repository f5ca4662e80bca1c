"""Any sequence of facts, spends and clock moves: the books against the oracle's sheet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
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

from earning.models import BonusTerms
from points import actions as points
from programme import actions as programme
from shop import actions as shops
from shop.models import Product
from shop.rules.facts import CustomerFact, OrderFact
from tests.factories import START, CustomerFactory, line, make_shop
from tests.programme.books import figures_of, lots_of, vouchers_of, wrongs
from tests.programme.oracle import ExpectedVoucher, Said, Sheet
from tests.statements import assert_honest, set_rules
from vouchers.models import Voucher

PEOPLE = ["alice", "bob", "carol"]
ORDERS = [f"O{number}" for number in range(5)]
STATES = ["paid", "paid", "paid", "delivered", "pending", "cancelled", "refunded"]

people = st.sampled_from(PEOPLE)


def fact_of(said: Said) -> OrderFact:
    return OrderFact(
        updated_at=said.at,
        state=said.state,
        currency="EUR",
        placed_at=said.placed_at,
        paid_at=said.paid_at,
        customer=said.owner,
        lines=(
            line(
                1,
                f"{said.price}",
                quantity=said.quantity,
                refunded_quantity=said.pieces_back,
                refunded_amount=Decimal(said.euros_back),
            ),
        ),
        refunded_amount=Decimal(said.euros_back_on_order),
        vouchers=said.vouchers,
    )


class LedgerMachine(RuleBasedStateMachine):
    sheet: Sheet

    @initialize(
        pending_days=st.sampled_from([0, 5]),
        debt_limit=st.sampled_from([None, None, 15]),
        bonus=st.sampled_from([0, 0, 7]),
        double_before=st.sampled_from([None, START + timedelta(days=3)]),
        ceiling=st.sampled_from([None, None, 125]),
    )
    def open(
        self,
        pending_days: int,
        debt_limit: int | None,
        bonus: int,
        double_before: datetime | None,
        ceiling: int | None,
    ) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.shop = make_shop()
        self.people = {
            name: CustomerFactory.create(shop=self.shop, external_id=name)
            for name in PEOPLE
        }
        set_rules(
            self.shop,
            ratio=Decimal(1),
            pending_days=pending_days,
            validity=30,
            voucher_days=20,
            debt_limit=debt_limit,
            order_ceiling=ceiling,
            bonuses=[*self.terms(bonus, double_before)],
        )
        self.sheet = Sheet(
            pending_days, 30, 20, debt_limit, START, bonus, double_before, ceiling
        )
        self.placed: dict[str, datetime] = {}
        self.underway: list[Said] = []
        self.delivered: list[Said] = []
        self.somebody_has_already_spent_and_been_given()

    def terms(self, bonus: int, double_before: datetime | None) -> Iterator[BonusTerms]:
        if bonus:
            bowl = Product.objects.create(shop=self.shop, external_id="p1")
            yield BonusTerms(
                priority=1, name="Bowls", kind="points", points=bonus, products=[bowl.pk]
            )
        if double_before:
            yield BonusTerms(
                priority=2,
                name="Opening",
                kind="factor",
                factor=Decimal(2),
                ends_at=double_before,
            )

    def somebody_has_already_spent_and_been_given(self) -> None:
        """So that what is rare from scratch (stand-ins, debts, waivers) is near."""
        self.deliver(self.said("O0", "alice", "paid", quantity=3))
        self.deliver(self.said("O1", "alice", "paid", price=10))
        self.sheet.now += timedelta(days=self.sheet.pending_days)
        self.tick()
        for number in (90, 20):
            expected = self.convert("alice", number)
            self.sheet.convert("alice", number, expected.code)
        said = self.said("U0", "alice", "paid", price=5)
        self.deliver(replace(said, vouchers=(self.sheet.vouchers[0].code,)))

    def teardown(self) -> None:
        try:
            assert_honest()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def tick(self) -> datetime:
        """No two things happen in one instant."""
        self.sheet.now += timedelta(seconds=1)
        return self.sheet.now

    def deliver(self, said: Said) -> None:
        programme.receive_order(
            shop=self.shop,
            external_id=said.order,
            fact=fact_of(said),
            author="api:1",
            now=self.tick(),
        )
        self.sheet.hear(said)
        self.delivered.append(said)

    def said(self, order: str, owner: str, state: str, **fields: Any) -> Said:
        now = self.tick()
        paid = now if order in ORDERS[::2] else None
        placed = self.placed.setdefault(order, now)
        return Said(order, now, state, owner, placed, paid, **fields)

    def unused(self) -> list[ExpectedVoucher]:
        return [
            expected
            for expected in self.sheet.vouchers
            if not expected.cancelled and expected.order is None
        ]

    @rule(
        order=st.sampled_from(ORDERS),
        owner=people,
        state=st.sampled_from(STATES),
        quantity=st.integers(1, 3),
        price=st.sampled_from([5, 10, 40]),
        late=st.sampled_from([False, False, True]),
    )
    def an_order_is_stated(
        self, *, order: str, owner: str, state: str, quantity: int, price: int, late: bool
    ) -> None:
        said = self.said(order, owner, state, quantity=quantity, price=price)
        if late:
            self.underway.append(said)
        else:
            self.deliver(said)

    @precondition(lambda self: self.delivered)
    @rule(draw=st.data(), state=st.sampled_from(["refunded", "cancelled", "paid"]))
    def an_order_is_in_another_state(self, draw: st.DataObject, state: str) -> None:
        self.deliver(replace(self.known(draw), at=self.tick(), state=state))

    @precondition(lambda self: self.delivered)
    @rule(draw=st.data(), how=st.sampled_from(["pieces", "euros", "euros_on_order"]))
    def something_is_refunded(self, draw: st.DataObject, how: str) -> None:
        said = replace(self.known(draw), pieces_back=0, euros_back=0, euros_back_on_order=0)
        euros = draw.draw(st.integers(0, said.kept))
        back: dict[str, Any] = {
            "pieces": {"pieces_back": euros * said.quantity // max(said.kept, 1)},
            "euros": {"euros_back": euros},
            "euros_on_order": {"euros_back_on_order": euros},
        }[how]
        self.deliver(replace(said, at=self.tick(), **back))

    def known(self, draw: st.DataObject) -> Said:
        return self.sheet.last(draw.draw(st.sampled_from([*self.sheet.heard])))

    @precondition(lambda self: self.unused())
    @rule(draw=st.data())
    def a_new_order_uses_a_voucher(self, draw: st.DataObject) -> None:
        expected = draw.draw(st.sampled_from(self.unused()))
        said = self.said(f"U{len(self.placed)}", expected.owner, "paid", price=5)
        self.deliver(replace(said, vouchers=(expected.code, "?")))

    @precondition(lambda self: self.underway)
    @rule(draw=st.data())
    def a_statement_arrives_late(self, draw: st.DataObject) -> None:
        which = draw.draw(st.integers(0, len(self.underway) - 1))
        self.deliver(self.underway.pop(which))

    @precondition(lambda self: self.delivered)
    @rule(draw=st.data())
    def a_statement_is_replayed(self, draw: st.DataObject) -> None:
        self.deliver(draw.draw(st.sampled_from(self.delivered)))

    @rule(who=people, guest=st.sampled_from([False, False, True]))
    def somebody_is_a_guest_or_a_member(self, who: str, guest: bool) -> None:
        fact = CustomerFact(updated_at=self.tick(), guest=guest)
        programme.receive_customer(
            shop=self.shop, external_id=who, fact=fact, author="api:1", now=self.sheet.now
        )
        if guest != (who in self.sheet.guests):
            if who in self.sheet.merged:
                (self.sheet.guests.add if guest else self.sheet.guests.discard)(who)
            else:
                self.sheet.turn(who, guest=guest)

    @precondition(lambda self: len(self.apart()) > 1)
    @rule(draw=st.data())
    def two_accounts_are_merged(self, draw: st.DataObject) -> None:
        kept, absorbed = draw.draw(st.permutations(self.apart()))[:2]
        if kept in self.sheet.guests:
            with pytest.raises(shops.IntoGuest):
                self.merge(kept, absorbed)
        else:
            self.merge(kept, absorbed)
            self.sheet.merge(kept, absorbed)

    def apart(self) -> list[str]:
        return [name for name in PEOPLE if name not in self.sheet.merged]

    def merge(self, kept: str, absorbed: str) -> None:
        programme.merge_customers(
            kept=self.people[kept],
            absorbed=self.people[absorbed],
            author="staff:1",
            now=self.tick(),
        )

    @precondition(lambda self: self.sheet.merged)
    @rule(draw=st.data())
    def a_merge_is_undone(self, draw: st.DataObject) -> None:
        name = draw.draw(st.sampled_from(sorted(self.sheet.merged)))
        programme.unmerge_customer(
            customer=self.people[name], author="staff:1", now=self.tick()
        )
        self.sheet.unmerge(name)

    @rule(who=people, share=st.sampled_from([1, 1, 2, 3]))
    def points_are_converted(self, who: str, share: int) -> None:
        who = self.sheet.kept(who) or who
        self.tick()
        there = self.sheet.points_of(who)[0]
        if there // share:
            expected = self.convert(who, None if share == 1 else there // share)
            self.sheet.convert(who, there // share, expected.code)
        else:
            with pytest.raises(points.NotEnoughPoints):
                self.convert(who, there + 1)

    def convert(self, who: str, number: int | None) -> Voucher:
        return points.convert(
            customer=self.people[who], points=number, author="customer", now=self.sheet.now
        )

    @precondition(lambda self: self.unused())
    @rule(draw=st.data())
    def an_unused_voucher_is_cancelled(self, draw: st.DataObject) -> None:
        expected = draw.draw(st.sampled_from(self.unused()))
        voucher = Voucher.objects.get(code=expected.code)
        points.cancel_conversion(voucher=voucher, author="staff:1", now=self.tick())
        self.sheet.cancel(expected)

    @rule(who=people, number=st.sampled_from([-20, -3, 4, 25]))
    def points_are_adjusted(self, who: str, number: int) -> None:
        who = self.sheet.kept(who) or who
        self.tick()
        if -number > self.sheet.points_of(who)[0]:
            with pytest.raises(points.NotEnoughPoints):
                self.adjust(who, number)
        else:
            self.adjust(who, number)
            self.sheet.adjust(who, number)

    def adjust(self, who: str, number: int) -> None:
        points.adjust(
            customer=self.people[who],
            points=number,
            reason="Goodwill",
            source=self.sheet.now.isoformat(),
            author="system",
            now=self.sheet.now,
        )

    @rule(days=st.sampled_from([1, 1, 5, 16, 31]))
    def days_go_by(self, days: int) -> None:
        self.sheet.now += timedelta(days=days)

    @rule()
    def the_night_comes(self) -> None:
        list(points.expire_due(now=self.tick()))

    @invariant()
    def the_books_say_what_the_sheet_says(self) -> None:
        now = self.sheet.now
        assert wrongs(now) == []
        assert {name: figures_of(who, now) for name, who in self.people.items()} == {
            name: self.sheet.points_of(name) for name in PEOPLE
        }
        assert lots_of(self.shop, now) == {
            (lot.order, lot.original_owner): (
                lot.owner,
                lot.net,
                lot.held if lot.ends > now else 0,
            )
            for lot in self.sheet.lots
            if lot.order
        }
        assert vouchers_of(self.shop) == {
            expected.code: (expected.order, expected.cancelled)
            for expected in self.sheet.vouchers
        }


@pytest.mark.django_db
def test_the_books_are_those_of_the_oracle_whatever_happens() -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=settings().max_examples // 5,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
