"""Offers open, change and close; who has them when; and what is written once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.errors import Invalid
from shop.models import Customer, Shop
from tests.factories import GroupFactory, day, make_shop
from tests.offers import (
    EVERYBODY,
    GROUPS,
    USUAL,
    amount,
    open_offer,
    percent,
    set_guard,
    ships,
    terms,
)
from vouchers.actions.offers import OfferEnded, change_offer, close_offer
from vouchers.models import CartOffer, MarginGuard
from vouchers.queries.offers import active_offers, offers_of
from vouchers.rules.margin_guard import DiscountSource, GuardRule
from vouchers.rules.offers import DiscountStep

State = CartOffer.State


def found(
    shop: Shop, customer: Customer | None = None, *, on: float = 1, member: bool = True
) -> list[str]:
    given = active_offers(shop, customer, member=member, at=day(on))
    return [each.row.label_fr for each in given.offers]


def steps_of(offer: CartOffer) -> list[tuple[str, str]]:
    rows = offer.steps.order_by("minimum", "pk")
    return [(f"{step.minimum}", step.kind) for step in rows]


def change(offer: CartOffer, *steps: DiscountStep, on: float, **fields: Any) -> CartOffer:
    said = terms(*steps, **{"starts_at": offer.starts_at} | fields)
    return change_offer(offer=offer, terms=said, author="staff:1", now=day(on))


def test_an_offer_is_for_the_days_it_says(shop: Shop) -> None:
    open_offer(shop, percent(0, 10), starts_at=day(1), ends_at=day(2))

    assert [found(shop, on=on) for on in (0.99, 1, 1.99, 2)] == [
        [],
        ["Offre fidélité"],
        ["Offre fidélité"],
        [],
    ]


def test_an_offer_is_for_whom_it_says(shop: Shop, alice: Customer, bob: Customer) -> None:
    alice.shop_group = GroupFactory.create(shop=shop, name="Or")
    open_offer(shop, percent(0, 1), label_fr="Tous", audience=EVERYBODY)
    open_offer(shop, percent(0, 1), label_fr="Membres")
    gold = [alice.shop_group]
    open_offer(shop, percent(0, 1), label_fr="Or", audience=GROUPS, groups=gold)

    assert found(shop, alice) == ["Tous", "Membres", "Or"]
    assert found(shop, bob) == ["Tous", "Membres"]
    assert found(shop, member=True) == ["Tous", "Membres"]
    assert found(shop, member=False) == ["Tous"]
    assert found(shop, alice, member=False) == ["Tous"]


def test_some_groups_have_it_before_the_others(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    alice.shop_group = GroupFactory.create(shop=shop, name="Or")
    offer = open_offer(
        shop,
        percent(0, 20),
        starts_at=day(4),
        early_from=day(1),
        early_groups=[alice.shop_group],
    )

    assert [bool(found(shop, alice, on=on)) for on in (0.9, 1, 4)] == [False, True, True]
    assert [bool(found(shop, bob, on=on)) for on in (0.9, 1, 4)] == [False, False, True]
    assert [offer.state_at(day(on)) for on in (0.9, 1, 4)] == [
        State.SCHEDULED,
        State.EARLY,
        State.OPEN,
    ]


def test_offers_are_listed_by_priority_then_by_age(shop: Shop) -> None:
    for label, priority in (("Tard", 20), ("Tôt", 1), ("Tard aussi", 20)):
        open_offer(shop, percent(0, 1), label_fr=label, priority=priority)

    assert found(shop) == ["Tôt", "Tard", "Tard aussi"]


def test_nothing_crosses_shops(shop: Shop) -> None:
    open_offer(shop, percent(0, 10))
    set_guard(shop, 30)

    given = active_offers(make_shop("autre"), None, member=True, at=day(1))

    assert (given.offers, given.guard) == ([], None)


def test_the_name_is_shown_in_the_readers_language(shop: Shop) -> None:
    offer = open_offer(shop, percent(0, 10), label_en="Loyal offer")

    assert (offer.label_in("fr"), offer.label_in("en")) == ("Offre fidélité", "Loyal offer")
    assert open_offer(shop, percent(0, 1)).label_in("en") == "Offre fidélité"


def test_before_it_begins_an_offer_changes_in_place(shop: Shop) -> None:
    offer = open_offer(shop, percent(50, 10), starts_at=day(3))

    changed = change(offer, amount(80, 5), ships(60), on=2, starts_at=day(4), priority=1)

    assert changed == offer
    assert steps_of(offer) == [("60.00", "shipping"), ("80.00", "amount")]
    assert (changed.starts_at, changed.priority) == (day(4), 1)


def test_an_offer_that_has_begun_is_replaced_by_a_new_one(shop: Shop) -> None:
    offer = open_offer(shop, percent(50, 10), on=0, starts_at=day(0))

    changed = change(offer, percent(50, 15), on=2)

    assert changed.replaces == offer
    assert (changed.starts_at, steps_of(offer)) == (day(2), [("50.00", "percent")])
    assert [
        active_offers(shop, None, member=True, at=day(on)).rules for on in (1.99, 2)
    ] == [[each] for each in _rules(offer, changed)]


def _rules(*offers: CartOffer) -> list[Any]:
    return [offers_of([offer.pk])[0] for offer in offers]


def test_early_access_that_has_begun_goes_on_in_what_replaces_it(shop: Shop) -> None:
    gold = GroupFactory.create(shop=shop)
    early: dict[str, Any] = {"early_from": day(1), "early_groups": [gold]}
    offer = open_offer(shop, percent(0, 10), starts_at=day(5), **early)

    changed = change(offer, percent(0, 20), on=2, **early)

    assert (changed.early_from, changed.starts_at) == (day(2), day(5))
    assert list(changed.early_groups.all()) == [gold]


def test_a_closed_offer_is_over_and_stays_so(shop: Shop) -> None:
    offer = open_offer(shop, percent(0, 10))

    close_offer(offer=offer, now=day(2))

    assert (bool(found(shop, on=1.99)), bool(found(shop, on=2))) == (True, False)
    offer.refresh_from_db()
    assert offer.state_at(day(2)) == State.OVER
    with pytest.raises(OfferEnded):
        close_offer(offer=offer, now=day(3))
    with pytest.raises(OfferEnded):
        change(offer, percent(0, 10), on=3)


@pytest.mark.parametrize(
    ("steps", "fields", "field"),
    [
        ([], {}, "steps"),
        ([percent(50, 10), percent("50.00", 15)], {}, "steps"),
        ([percent(0, 10)], {"starts_at": day(0) - timedelta(seconds=1)}, "starts_at"),
        ([percent(0, 10)], {"ends_at": day(0)}, "ends_at"),
        ([percent(0, 10)], {"audience": GROUPS}, "groups"),
        ([percent(0, 10)], {"starts_at": day(5), "early_from": day(1)}, "early_from"),
    ],
)
def test_what_makes_no_offer_is_refused(
    shop: Shop, steps: list[DiscountStep], fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        open_offer(shop, *steps, **fields)

    assert refused.value.details["field"] == field
    assert not CartOffer.objects.exists()


def test_who_comes_early_must_not_be_shut_out_later(shop: Shop) -> None:
    gold, silver = GroupFactory.create_batch(2, shop=shop)
    early: dict[str, Any] = {"starts_at": day(5), "early_groups": [gold]}

    for wrong, groups in (({"early_from": day(5)}, [gold]), ({}, [silver])):
        with pytest.raises(Invalid):
            open_offer(
                shop,
                percent(0, 10),
                audience=GROUPS,
                groups=groups,
                **{"early_from": day(1)} | early | wrong,
            )


def test_the_ceiling_is_the_latest_that_has_started(shop: Shop) -> None:
    set_guard(shop, 30, on=1)
    set_guard(shop, 20, DiscountSource.SHIPPING, *USUAL, on=2)
    set_guard(shop, None, on=3)

    assert [
        active_offers(shop, None, member=True, at=day(on)).guard for on in (0.5, 1, 2, 3)
    ] == [
        None,
        GuardRule(Decimal(30), USUAL),
        GuardRule(Decimal(20), (DiscountSource.SHIPPING, *USUAL)),
        None,
    ]


def test_saying_the_same_ceiling_again_writes_nothing(shop: Shop) -> None:
    first = set_guard(shop, 30, on=1)

    assert set_guard(shop, "30.00", on=2) == first
    assert MarginGuard.objects.count() == 1


def test_a_ceiling_is_written_once(shop: Shop) -> None:
    guard = set_guard(shop, 30)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MarginGuard.objects.filter(pk=guard.pk).update(percent=50)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        guard.delete()
