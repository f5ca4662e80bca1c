"""Whatever happens, and in whatever order: everybody stands where the facts put them, and
asking again moves nobody.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from programme import actions as programme
from shop.models import Customer
from tests.factories import CustomerFactory, day, line, make_shop
from tests.statements import put_order
from tests.tiers import oracle
from tests.tiers.ladder import bronze, gold, set_tiers, silver, tier_of
from tiers.models import Move, Spend, TierStanding
from tiers.queries.audit import inconsistencies
from tiers.queries.measures import measure_of, to_review
from tiers.queries.progress import progress

MINIMUMS = {"Bronze": Decimal(0), "Argent": Decimal(500), "Or": Decimal(1000)}

# Which order, when it was paid, for how much, its state, what of it was refunded.
statement = st.tuples(
    st.sampled_from("1234"),
    st.integers(-500, 0),
    st.sampled_from(["199.99", "500.00", "499.99", "0.01", "1000.00"]),
    st.sampled_from(["paid", "delivered", "cancelled", "pending", "refunded"]),
    st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(250)]),
)


@pytest.mark.slow
class TestStandings(TestCase):
    @settings(max_examples=25)
    @given(
        said=st.lists(statement, max_size=5),
        window=st.sampled_from(["lifetime", "months", "year"]),
        months=st.sampled_from([1, 12]),
        ahead=st.integers(1, 500),
    )
    def test_everybody_stands_where_the_facts_put_them(
        self, said: list[Any], window: str, months: int, ahead: int
    ) -> None:
        shop = make_shop()
        alice: Customer = CustomerFactory.create(shop=shop)
        set_tiers(shop, bronze(), silver(), gold(), on=-1, window=window, months=months)

        for on, (order, paid, price, state, refunded) in enumerate(said):
            at = day(paid)
            put_order(
                shop,
                order,
                line(1, price),
                customer=alice,
                state=state,
                refunded_amount=min(refunded, Decimal(price)),
                placed_at=at,
                paid_at=at,
                on=on / 100,
            )
            self._stands(alice, day(on / 100), window, months)

        later = day(ahead)
        list(programme.review_night(author="system", now=later))
        self._stands(alice, later, window, months)
        moves = Move.objects.count()
        list(programme.review_night(author="system", now=later))
        measure = measure_of(shop)
        assert measure
        assert to_review(measure, later) == []
        assert Move.objects.count() == moves
        assert list(inconsistencies()) == []

    def _stands(self, alice: Customer, now: Any, window: str, months: int) -> None:
        bought = [
            oracle.Bought(row.at, row.goods) for row in Spend.objects.filter(customer=alice)
        ]
        amount = oracle.spent(bought, now, window=window, months=months)
        told = progress(alice, now)
        assert told
        assert told.spent == amount
        assert tier_of(alice) == oracle.tier(amount, MINIMUMS)
        if told.keeps_until and told.keeps_until > now:
            held = MINIMUMS[str(told.tier)]
            before = told.keeps_until - timedelta(microseconds=1)
            kept = oracle.spent(bought, before, window=window, months=months)
            lost = oracle.spent(bought, told.keeps_until, window=window, months=months)
            assert lost < held <= kept
            assert told.lacks_then == held - lost


@pytest.mark.django_db
def test_grace_is_counted_once_however_often_it_is_looked_at() -> None:
    shop = make_shop()
    alice: Customer = CustomerFactory.create(shop=shop)
    set_tiers(shop, grace_days=5)
    put_order(shop, "1", line(1, "620.00"), customer=alice)
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=1)

    for hour in range(8):
        list(programme.night(now=day(1 + hour / 2)))

    assert TierStanding.objects.get(customer=alice).below_since == day(1)
    assert tier_of(alice) == "Argent"
