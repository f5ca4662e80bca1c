"""What a shop owes on a day: points, vouchers and gift cards, as the books had it then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from analytics.models import AccountingTerms
from analytics.queries.flows import card_flows, points_flows, voucher_flows
from analytics.rules import owed as rules
from analytics.rules.owed import Flow, Month
from analytics.rules.provision import Provision, provision
from analytics.rules.survival import Age, Probability, curve, probability_of_use
from core.days import close_of, months_after
from core.money import ZERO
from core.sql import Fragment, fetch
from earning.queries.versions import RulesByTime
from reminders.models import Schedule
from shop.models import Shop
from vouchers.models import Voucher
from vouchers.queries.turnover import KEPT

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of what is owed. All amounts are money; ``points`` are the points of it.

    ``by_month_earned`` and ``by_month_of_expiry`` are points in the book of points, money
    in the others. ``by_group``: vouchers by origin, cards by VAT regime.
    """

    total: Decimal
    by_month_earned: Mapping[date, Decimal]
    by_month_of_expiry: Mapping[date | None, Decimal]
    by_group: Mapping[str, Decimal]
    months: Sequence[Month]
    points: int | None = None
    points_months: Sequence[Month] = ()


@dataclass(frozen=True)
class Liability:
    """What is owed at the midnight that closes ``day``, at face value and as it is told to
    an accountant.
    """

    shop: Shop
    day: date
    terms: AccountingTerms
    value: Decimal
    points: Book
    vouchers: Book
    cards: Book
    ages: Sequence[Age]
    probability: Probability
    voucher_probability: Probability
    # What goods cost the shop, in percent of their prices; None where nobody has said it.
    cost_percent: Decimal | None
    # Of the twelve months up to the day: kept of the goods, and the points given for them.
    sold: Decimal
    given: Decimal

    @cached_property
    def face(self) -> Decimal:
        return self.points.total + self.vouchers.total + self.cards.total

    @cached_property
    def provision(self) -> Provision:
        return provision(
            points=self.points.total,
            vouchers=self.vouchers.by_group.get(Voucher.Origin.POINTS, ZERO),
            probability=self.probability,
            voucher_probability=self.voucher_probability,
            cost_percent=self.cost_percent,
            sold=self.sold,
            given=self.given,
        )


def liability(shop: Shop, day: date) -> Liability:
    """Queries: 3 for the books, and up to 6 for rules, terms, margin and turnover."""
    until = close_of(day, shop.zone)
    terms = terms_of(shop)
    points = points_flows(shop, until)
    vouchers = voucher_flows(shop, until)
    values = _values(shop, day)
    book = _points_book(points, day, values)
    return Liability(
        shop=shop,
        day=day,
        terms=terms,
        value=values[-1],
        points=book,
        vouchers=_money_book(vouchers, day),
        cards=_money_book(card_flows(shop, until), day),
        ages=curve(points, day),
        probability=_probability(terms, points, day),
        voucher_probability=_probability(terms, _of_points(vouchers), day),
        cost_percent=_cost_percent(shop),
        sold=_sold(shop, day, until),
        given=sum((month.given for month in book.months), ZERO),
    )


def terms_of(shop: Shop) -> AccountingTerms:
    """Those of the shop, or the defaults, unsaved. Queries: 1."""
    terms = AccountingTerms.objects.filter(shop=shop).first() or AccountingTerms(shop=shop)
    terms.shop = shop
    return terms


def _of_points(flows: Sequence[Flow]) -> list[Flow]:
    return [flow for flow in flows if flow.group == Voucher.Origin.POINTS]


def _points_book(flows: Sequence[Flow], day: date, values: Sequence[Decimal]) -> Book:
    months = rules.movements(flows, day, months=MONTHS)
    points = rules.owed(flows, day)
    return Book(
        total=rules.worth_of(points, values[-1]),
        by_month_earned=rules.by_month_earned(flows, day),
        by_month_of_expiry=rules.by_month_of_expiry(flows, day),
        by_group={},
        months=rules.in_money(months, values),
        points=int(points),
        points_months=months,
    )


def _money_book(flows: Sequence[Flow], day: date) -> Book:
    return Book(
        total=rules.owed(flows, day),
        by_month_earned=rules.by_month_earned(flows, day),
        by_month_of_expiry=rules.by_month_of_expiry(flows, day),
        by_group=rules.by_group(flows, day),
        months=rules.movements(flows, day, months=MONTHS),
    )


def _values(shop: Shop, day: date) -> list[Decimal]:
    """Of a point, as each month of the table closed, and before the first of them."""
    versions = RulesByTime(shop)
    firsts = [months_after(day.replace(day=1), 1 - MONTHS + n) for n in range(MONTHS)]
    closes = [date.fromordinal(first.toordinal() - 1) for first in firsts] + [day]
    # A version of the next day's midnight is not yet in force.
    return [versions.before(close_of(close, shop.zone)).value for close in closes]


def _probability(terms: AccountingTerms, flows: Sequence[Flow], day: date) -> Probability:
    """Set by hand, else told from the books, else certain: the cautious figure."""
    if terms.use_percent is not None:
        return Probability(float(terms.use_percent) / 100)
    return probability_of_use(flows, day) or Probability(1.0)


def _cost_percent(shop: Shop) -> Decimal | None:
    schedule = Schedule.objects.filter(shop=shop).only("margin_percent").first()
    if schedule is None or schedule.margin_percent is None:
        return None
    return 100 - schedule.margin_percent


_SOLD = Fragment("""
    WITH kept AS ({kept}) SELECT coalesce(sum(amount), 0.00) FROM kept
""").fill(
    kept=KEPT.fill(
        orders="""
            SELECT id FROM shop_order
            WHERE shop_id = %(shop)s AND counts
              AND placed_at >= %(since)s AND placed_at < %(until)s
        """
    )
)


def _sold(shop: Shop, day: date, until: datetime) -> Decimal:
    since = close_of(months_after(day, -MONTHS), shop.zone)
    [[sold]] = fetch(_SOLD.given(shop=shop.pk, since=since, until=until))
    return Decimal(sold)
