"""What is owed, at any past day: the books told again, against what they said then."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from analytics.queries.liability import Liability, liability
from analytics.rules.owed import Month
from core.days import close_of, last_day, local_day
from earning.queries.versions import rules_at
from giftcards.models import GiftCard
from points.models import Lot
from programme.queries.inconsistencies import ledger_inconsistencies
from shop.models import Customer, Shop
from tests.analytics.histories import History
from tests.factories import day
from tests.statements import assert_honest, convert, put_order, set_rules, use
from vouchers.models import Voucher

type Told = tuple[Counter[date | None], Decimal, Decimal, Decimal]


def told_now(shop: Shop, asked: date) -> Told:
    """What the rows hold at the midnight that closes the day: points by month of expiry,
    their value, vouchers and cards.
    """
    close = close_of(asked, shop.zone)
    lots = Lot.objects.filter(shop=shop, remaining__gt=0)
    living = [lot for lot in lots if not lot.is_dead(close)]
    ends: Counter[date | None] = Counter()
    for lot in living:
        ends[ended(lot.expires_at, shop)] += lot.remaining
    vouchers = Voucher.objects.filter(
        shop=shop, kind="amount", use_limit=1, used=0, cancelled_at=None
    ).filter(valid_until__gt=close)
    cards = GiftCard.objects.filter(shop=shop, valid_until__gt=close)
    value = rules_at(shop, close - timedelta(microseconds=1)).value
    return (
        ends,
        (sum(ends.values()) * value).quantize(Decimal("0.01"), "ROUND_HALF_UP"),
        sum(vouchers.values_list(F("amount") - F("reissued"), flat=True), Decimal(0)),
        sum(cards.values_list("balance", flat=True), Decimal(0)),
    )


def ended(end: datetime | None, shop: Shop) -> date | None:
    return last_day(end, shop.zone).replace(day=1) if end else None


def told_later(shop: Shop, asked: date) -> Told:
    found = liability(shop, asked)
    return (
        Counter(
            {key: int(value) for key, value in found.points.by_month_of_expiry.items()}
        ),
        found.points.total,
        found.vouchers.total,
        found.cards.total,
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_past_day_is_told_as_it_was_told_on_that_day(shop: Shop, seed: int) -> None:
    history = History(shop, seed)
    recorded: dict[date, Told] = {}

    for number in history.days(32):
        today = local_day(day(number), shop.zone)
        recorded[today] = told_now(shop, today)

    assert_honest()
    assert any(vouchers for _, _, vouchers, _ in recorded.values())
    for asked, told in recorded.items():
        assert told_later(shop, asked) == told, asked


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4])
def test_each_month_adds_up_to_the_cent_and_follows_the_one_before(
    shop: Shop, seed: int
) -> None:
    for _ in History(shop, seed).days(45):
        pass

    found = liability(shop, local_day(day(45), shop.zone))

    for book in (found.points, found.vouchers, found.cards):
        follows(book.months)
        assert book.months[-1].closing == book.total
    follows(found.points.points_months)
    assert found.points.points_months[-1].closing == found.points.points
    before = liability(shop, date(2026, 5, 31))
    assert totals(before) == [
        next(month for month in book.months if month.last == date(2026, 5, 31)).closing
        for book in (found.points, found.vouchers, found.cards)
    ]


def follows(months: Sequence[Month]) -> None:
    assert all(month.adds_up for month in months)
    assert [month.opening for month in months[1:]] == [
        month.closing for month in months[:-1]
    ]


def totals(found: Liability) -> list[Decimal]:
    return [found.points.total, found.vouchers.total, found.cards.total]


def test_points_become_a_voucher_that_is_used(shop: Shop, alice: Customer) -> None:
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"), validity=None)
    put_order(shop, "O1", customer=alice)
    voucher = convert(alice, 30, on=2)
    use(shop, voucher, "O2", on=4)

    first, third, fourth = (liability(shop, date(2026, 5, n)) for n in (1, 3, 5))

    assert totals(first) == [Decimal("4.00"), Decimal(0), Decimal(0)]
    assert totals(third) == [Decimal("1.00"), Decimal("3.00"), Decimal(0)]
    assert totals(fourth) == [Decimal("1.00"), Decimal(0), Decimal(0)]
    month = fourth.vouchers.months[-1]
    assert [int(each) for each in (month.given, month.used, month.closing)] == [3, 3, 0]
    assert fourth.points.by_month_of_expiry == {None: 10}


def test_a_statement_that_comes_late_changes_no_day_before_it_came(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "O1", customer=alice, on=0, now=day(9))

    assert liability(shop, date(2026, 5, 9)).points.points == 0
    assert liability(shop, date(2026, 5, 10)).points.points == 4


def test_what_nobody_has_used_by_its_last_day_has_expired_before_the_night_says_so(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, validity=10)
    put_order(shop, "O1", customer=alice)

    found = liability(shop, date(2026, 5, 11))

    assert liability(shop, date(2026, 5, 10)).points.points == 4
    assert found.points.points == 0
    assert found.points.points_months[-1].expired == 4


def test_a_voucher_that_was_changed_past_its_movements_is_found(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"))
    put_order(shop, "O1", customer=alice)
    convert(alice, 30, on=2)
    assert [*ledger_inconsistencies()] == []

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE vouchers_voucher SET amount = 9")
        cursor.execute("SET session_replication_role = DEFAULT")

    [found] = ledger_inconsistencies()
    assert found.check == "what is left of a voucher is what its movements leave"
    assert found.found == "9.00 left, its movements leave 3.00"
