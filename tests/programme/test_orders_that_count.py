"""Whether an order counts is decided once, by the merchant's rules, and read everywhere."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.periods import Period
from mailing.queries import eligibility as mailing_eligibility
from programme import actions as programme
from programme.queries import stated_orders as programme_stated_orders
from referrals.models import Sponsor
from referrals.queries.channels import channel_figures
from referrals.queries.sponsors import orders_missing
from reminders.rules.presets import Aim
from shop.models import Customer, Order, Shop
from tests.factories import START, day, line
from tests.mailing.mail_types import OFFER
from tests.referrals.friends import become, bring, open_referrals
from tests.reminders.conftest import announced, campaign
from tests.segments.conftest import who
from tests.statements import points_of, put_order, set_rules
from tests.tiers.ladder import set_tiers, tier_of


def buy(customer: Customer, state: str, *, on: float) -> Order:
    """An order of 600 € paid on day 3, as the shop states it on day ``on``."""
    stated = put_order(
        customer.shop,
        "46",
        line(1, "600.00"),
        customer=customer,
        state=state,
        placed_at=day(3),
        paid_at=day(3),
        on=on,
    ).stated
    return Order.objects.get(pk=stated.row.pk)


@pytest.fixture
def julie(shop: Shop, alice: Customer) -> Sponsor:
    """Alice brings friends; there are tiers, and only "cancelled" takes points back."""
    set_rules(shop, cancelling_states=["cancelled"])
    set_tiers(shop)
    open_referrals(shop)
    return become(alice)


def places(friend: Customer) -> dict[str, object]:
    """What the order is worth in each part of the programme."""
    shop = friend.shop
    period = Period(first=START.date(), last=(START + timedelta(days=99)).date())
    refused = mailing_eligibility.may_receive([friend], OFFER, day(9))
    return {
        "points": points_of(friend, on=30),
        "tier": tier_of(friend),
        "segment": friend.external_id in who(shop, min_orders=1, min_spend=Decimal(600)),
        "campaign": friend.external_id in announced(shop, on=9),
        "may be written to": refused[friend.pk] is None,
        "referral turnover": channel_figures(shop, period)["link"].turnover,
        "orders a sponsor needs": orders_missing(
            friend, open_referrals(shop, on=9, sponsor_orders=1)
        ),
    }


COUNTS = {
    "points": (60, 0, 0),
    "tier": "Argent",
    "segment": True,
    "campaign": True,
    "may be written to": True,
    "referral turnover": Decimal("600.00"),
    "orders a sponsor needs": 0,
}
COUNTS_NOT = {
    "points": (0, 0, 0),
    "tier": "Bronze",
    "segment": False,
    "campaign": False,
    "may be written to": False,
    "referral turnover": Decimal(0),
    "orders a sponsor needs": 1,
}


def test_an_order_stated_refunded_counts_where_only_cancelled_takes_back(
    shop: Shop, julie: Sponsor
) -> None:
    friend = bring(julie)
    campaign(shop, Aim.TURNOVER, threshold=Decimal(600))
    buy(friend, "delivered", on=3)
    order = buy(friend, "refunded", on=5)

    assert order.counts
    assert places(friend) == COUNTS


def test_an_order_stated_cancelled_counts_nowhere(shop: Shop, julie: Sponsor) -> None:
    friend = bring(julie)
    campaign(shop, Aim.TURNOVER, threshold=Decimal(600))
    buy(friend, "delivered", on=3)
    order = buy(friend, "cancelled", on=5)

    assert not order.counts
    assert places(friend) == COUNTS_NOT


def test_an_order_stated_refunded_counts_nowhere_by_the_usual_rules(
    shop: Shop, julie: Sponsor
) -> None:
    set_rules(shop, cancelling_states=["cancelled", "refunded"])
    friend = bring(julie)
    campaign(shop, Aim.TURNOVER, threshold=Decimal(600))
    buy(friend, "delivered", on=3)
    order = buy(friend, "refunded", on=5)

    assert not order.counts
    assert places(friend) == COUNTS_NOT


def test_an_order_counts_from_its_first_granting_state_on(
    shop: Shop, alice: Customer
) -> None:
    assert not buy(alice, "pending", on=3).counts
    assert buy(alice, "paid", on=4).counts
    assert not buy(alice, "pending", on=4).counts, "the same instant: the last word holds"


def test_the_audit_finds_an_order_whose_stored_answer_is_wrong(
    shop: Shop, alice: Customer
) -> None:
    order = buy(alice, "paid", on=3)
    Order.objects.filter(pk=order.pk).update(counts=False)

    assert programme_stated_orders.out_of_step([Order.objects.get(pk=order.pk)]) == ["46"]
    list(programme.settle_all(shop=shop, since=None, author="system", now=day(4)))
    assert Order.objects.get(pk=order.pk).counts
