"""Who is in a segment: one condition at a time, and then several together."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailing import actions as mailing
from mailing.models import Consent, MailCategory
from segments.models import Segment
from segments.queries.members import count, holds, sample
from segments.rules import Criteria
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import CategoryFact, ProductFact
from tests.factories import START, CustomerFactory, GroupFactory, day, line, make_shop
from tests.segments.conftest import buy, who
from tests.statements import merge, put_order


def say(customer: Customer, *, given: bool, on: float) -> None:
    mailing.save_consent(
        customer=customer,
        category=MailCategory.OFFERS,
        given=given,
        basis=Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL,
        wording="Offers by e-mail" if given else "",
        source="test",
        now=day(on),
    )


@pytest.mark.usefixtures("alice", "bob")
def test_a_segment_without_criteria_is_everybody(shop: Shop) -> None:
    CustomerFactory.create(shop=make_shop("other"))
    CustomerFactory.create(shop=shop, external_id="59", guest=True)

    assert who(shop) == ["57", "58"]
    assert who(shop, guests=True) == ["57", "58", "59"]


def test_erased_and_merged_ids_are_in_no_segment(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(alice, bob, on=1)
    gone = CustomerFactory.create(shop=shop, external_id="59")
    shops.erase_customer(shop=shop, external_id=gone.external_id, now=day(1))

    assert who(shop) == ["57"]


def test_the_parts_of_a_purchase_are_one_order_of_a_segment(
    shop: Shop, alice: Customer
) -> None:
    for order in ("1", "2"):
        put_order(shop, order, customer=alice, reference="XKB", cart="1403")

    assert who(shop, min_orders=2) == []
    assert who(shop, min_orders=1, max_orders=1) == ["57"]


def test_a_segment_counts_orders_within_days(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "1", on=0)
    buy(alice, "2", on=95)
    buy(bob, "3", on=95)

    assert who(shop, min_orders=2) == ["57"]
    assert who(shop, max_orders=1) == ["58"]
    assert who(shop, min_orders=1, max_orders=1) == ["58"]
    assert who(shop, min_orders=2, period_days=30) == []
    assert who(shop, min_orders=1, period_days=5) == ["57", "58"]
    assert who(shop, max_orders=0, period_days=4) == ["57", "58"]


def test_a_cancelled_or_unpaid_order_does_not_count(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for number, state in enumerate(["cancelled", "refunded", "payment_error"]):
        buy(alice, f"{number}", on=1)
        buy(alice, f"{number}", on=1, state=state, stated=2)
    buy(bob, "9", on=1, state="pending")

    assert who(shop, min_orders=1) == []
    assert who(shop, max_orders=0) == ["57", "58"]


def test_spend_is_what_was_kept_of_the_goods(shop: Shop, alice: Customer) -> None:
    """100 € and 20 € with 12 € off: 90 € and 18 €. Half of the 90 € comes back."""
    buy(
        alice,
        "1",
        discount=Decimal(12),
        lines=(
            line(1, "50.00", quantity=2, refunded_quantity=1),
            line(2, "20.00"),
        ),
    )

    assert who(shop, min_spend=Decimal("63.00")) == ["57"]
    assert who(shop, min_spend=Decimal("63.01")) == []
    assert who(shop, max_spend=Decimal("63.00")) == ["57"]
    assert who(shop, max_spend=Decimal("62.99")) == []


def test_money_returned_beside_the_lines_is_not_spent(shop: Shop, alice: Customer) -> None:
    buy(
        alice,
        "1",
        refunded_amount=Decimal(15),
        lines=(line(1, refunded_amount=Decimal(5)),),
    )

    assert who(shop, min_spend=Decimal(20)) == ["57"]
    assert who(shop, min_spend=Decimal("20.01")) == []


def test_a_category_stands_for_all_below_it(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    root = shops.state_category(
        shop=shop, external_id="root", fact=CategoryFact(updated_at=START, name="Light")
    ).row
    lamps = shops.state_category(
        shop=shop,
        external_id="lamps",
        fact=CategoryFact(updated_at=START, name="Lamps", parent="root"),
    ).row
    shops.state_product(
        shop=shop,
        external_id="p1",
        fact=ProductFact(updated_at=START, categories=("lamps",)),
    )
    buy(alice, "1", on=1)
    buy(bob, "2", on=1, lines=(line(1, refunded_quantity=1),))

    assert who(shop, categories=(root.pk,)) == ["57"]
    assert who(shop, categories=(lamps.pk,)) == ["57"]
    assert who(shop, categories=(lamps.pk,), period_days=30) == []


def test_a_segment_asks_how_long_ago_the_last_order_was(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "1", on=0)
    buy(bob, "2", on=70)

    assert who(shop, quiet_days=100) == ["57"]
    assert who(shop, quiet_days=101) == []
    assert who(shop, active_days=30) == ["58"]
    assert who(shop, active_days=29) == []
    assert who(shop, quiet_days=30, active_days=100) == ["57", "58"]


def test_a_customer_who_never_ordered_has_no_last_order(
    shop: Shop, alice: Customer
) -> None:
    assert who(shop, quiet_days=1) == []
    assert who(shop, active_days=100) == []
    assert who(shop, max_orders=0) == [alice.external_id]


def test_a_segment_finds_orders_later_than_the_usual_gap(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    """Alice orders every ten days, Bob has done so twice only."""
    for number, on in enumerate([0, 8, 20]):
        buy(alice, f"a{number}", on=on)
    for number, on in enumerate([0, 10]):
        buy(bob, f"b{number}", on=on)

    assert who(shop, gap_factor=Decimal(2), on=39.9) == []
    assert who(shop, gap_factor=Decimal(2), on=40) == ["57"]
    assert who(shop, gap_factor=Decimal("2.5"), on=40) == []


@pytest.mark.usefixtures("bob")
def test_a_segment_takes_members_of_any_of_its_groups(shop: Shop, alice: Customer) -> None:
    group, other = GroupFactory.create_batch(2, shop=shop)
    Customer.objects.filter(pk=alice.pk).update(shop_group=group)

    assert who(shop, groups=(group.pk, other.pk)) == ["57"]
    assert who(shop, groups=(other.pk,)) == []

    Customer.objects.filter(pk=alice.pk).update(tier_group=other)
    assert who(shop, groups=(other.pk,)) == ["57"]


def test_a_customer_without_a_language_reads_the_shop_s(
    shop: Shop, alice: Customer
) -> None:
    Customer.objects.filter(pk=alice.pk).update(language="")
    CustomerFactory.create(shop=shop, external_id="59", language="en")

    assert who(shop, languages=("fr",)) == ["57"]
    assert who(shop, languages=("en",)) == ["59"]


def test_days_of_registration_are_the_shop_s(shop: Shop, alice: Customer) -> None:
    """23:30 in London is the next day in Paris."""
    at = START.replace(day=10, hour=22, minute=30)
    Customer.objects.filter(pk=alice.pk).update(registered_at=at)

    assert who(shop, registered_from=date(2026, 5, 11)) == ["57"]
    assert who(shop, registered_until=date(2026, 5, 10)) == []
    assert who(shop, registered_from=date(2026, 5, 12)) == []


@pytest.mark.usefixtures("bob")
def test_the_latest_consent_counts(shop: Shop, alice: Customer) -> None:
    say(alice, given=True, on=1)
    assert who(shop, consent=True) == ["57"]
    assert who(shop, consent=False) == ["58"]

    say(alice, given=False, on=2)
    assert who(shop, consent=True) == []


def test_a_consent_under_a_merged_id_counts(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    say(bob, given=True, on=1)
    merge(alice, bob, on=2)

    assert who(shop, consent=True) == ["57"]


def test_all_criteria_of_a_segment_must_hold(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "1", on=0)
    buy(bob, "2", on=90)

    assert who(shop, min_orders=1, quiet_days=50, languages=("fr",)) == ["57"]
    assert who(shop, min_orders=1, quiet_days=50, languages=("en",)) == []


def test_orders_of_nobody_and_of_tomorrow_do_not_count(shop: Shop, alice: Customer) -> None:
    put_order(shop, "1", email=alice.email)
    buy(alice, "2", on=101)

    assert who(shop, max_orders=0, on=100) == ["57"]


def test_each_question_costs_one_query(shop: Shop, alice: Customer) -> None:
    criteria = Criteria(
        shop=shop.pk, min_orders=1, min_spend=Decimal(1), gap_factor=Decimal(1)
    )
    buy(alice, "1", on=0)

    with CaptureQueriesContext(connection) as asked:
        count(criteria, day(9))
        sample(criteria, day(9))
    assert len(asked) == 2


def test_the_segments_of_one_customer_are_found(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "1", on=0)
    buyers = Segment.objects.create(shop=shop, name="Buyers", min_orders=1)
    rest = Segment.objects.create(shop=shop, name="The rest", max_orders=0)
    elsewhere = Segment.objects.create(shop=make_shop("other"), name="Elsewhere")
    segments = [buyers, rest, elsewhere]

    assert holds(segments, alice, day(1)) == {buyers.pk}
    assert holds(segments, bob, day(1)) == {rest.pk}
    assert holds([], alice, day(1)) == set()


def test_a_sample_names_who_registered_last(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for each, on in [(alice, 5), (bob, 3)]:
        Customer.objects.filter(pk=each.pk).update(registered_at=START + timedelta(on))

    found = sample(Criteria(shop=shop.pk), day(9), most=1)
    assert found == [alice]
