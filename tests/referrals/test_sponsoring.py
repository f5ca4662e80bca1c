"""Who may bring friends, and under which conditions."""

from decimal import Decimal

import pytest

from referrals import actions as referrals
from referrals.actions.refusals import (
    MayNotSponsor,
    ReferralsClosed,
    TermsNotAccepted,
    UnknownSponsor,
)
from referrals.actions.terms import TERMS_FIELDS, StaleTerms
from referrals.models import ReferralTerms, Sponsor
from referrals.queries.sponsors import sponsor_by_code
from referrals.queries.terms import terms_at
from shop.models import Customer, Shop
from tests.connections import at_once
from tests.factories import CustomerFactory, day, make_shop
from tests.referrals.friends import accept, become, open_referrals
from tests.statements import put_order


def test_a_sponsors_code_never_changes(julie: Sponsor, alice: Customer) -> None:
    assert len(julie.code) == 8
    assert become(alice, on=5).code == julie.code
    assert sponsor_by_code(alice.shop, f" {julie.code.lower()} ") == julie


def test_new_conditions_are_accepted_anew(julie: Sponsor, alice: Customer) -> None:
    newer = open_referrals(alice.shop, on=3, minimum=Decimal(50))

    with pytest.raises(TermsNotAccepted):
        referrals.become_sponsor(customer=alice, accepted=1, now=day(4))

    assert become(alice, on=4).accepted == newer


def test_nobody_becomes_a_sponsor_of_a_closed_programme(alice: Customer) -> None:
    with pytest.raises(ReferralsClosed):
        referrals.become_sponsor(customer=alice, accepted=1, now=day(0))
    open_referrals(alice.shop, active=False)
    with pytest.raises(ReferralsClosed):
        referrals.become_sponsor(customer=alice, accepted=1, now=day(0))


def test_a_sponsor_has_ordered_before(alice: Customer) -> None:
    open_referrals(alice.shop, sponsor_orders=2)
    put_order(alice.shop, "1", customer=alice)
    put_order(alice.shop, "2", customer=alice, state="cancelled")

    with pytest.raises(MayNotSponsor) as refused:
        become(alice)

    assert refused.value.details == {"missing": 1}
    put_order(alice.shop, "3", customer=alice)
    assert become(alice).code


def test_guests_bring_nobody(shop: Shop, terms: ReferralTerms) -> None:
    with pytest.raises(MayNotSponsor):
        become(CustomerFactory.create(shop=shop, guest=True))


def test_a_code_opens_nothing_where_it_is_not_from_or_not_any_more(
    julie: Sponsor, alice: Customer
) -> None:
    other = make_shop("other")
    open_referrals(other)
    with pytest.raises(UnknownSponsor):
        accept(julie, shop=other)
    Customer.objects.filter(pk=alice.pk).update(
        erased_at=day(1), email="", first_name="", last_name=""
    )
    with pytest.raises(UnknownSponsor):
        accept(julie)


def test_an_offer_is_accepted_as_it_was_shown(julie: Sponsor) -> None:
    open_referrals(julie.shop, on=0.5, friend_amount=Decimal(1))

    with pytest.raises(TermsNotAccepted):
        accept(julie, accepted=1)


def test_settings_are_versions(shop: Shop, terms: ReferralTerms) -> None:
    values = {name: getattr(terms, name) for name in TERMS_FIELDS}
    same = referrals.save_terms(shop=shop, base=1, values=values, author="a", now=day(1))
    assert same == terms

    newer = open_referrals(shop, on=1, month_cap=None)
    assert (newer.number, terms_at(shop, day(0.5))) == (2, terms)
    with pytest.raises(StaleTerms):
        referrals.save_terms(shop=shop, base=1, values=values, author="a", now=day(2))


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_make_one_code() -> None:
    shop = make_shop()
    open_referrals(shop)
    alice = CustomerFactory.create(shop=shop)

    found = at_once(*[lambda: become(alice).code] * 4)

    assert len(set(found)) == 1
