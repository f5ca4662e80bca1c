"""Who is a friend, whose friend, and who is not."""

import pytest

from referrals import actions as referrals
from referrals.models import Referral, ReferralTerms, Sponsor
from referrals.queries import sponsors as referrals_sponsors
from referrals.queries.persons import connection_digest
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.referrals.friends import (
    HERE,
    accept,
    become,
    bring,
    night,
    open_referrals,
    referral_of,
    sign_up,
    status_of,
    vouchers,
)
from tests.statements import put_customer, put_order


def test_a_friend_who_signs_up_with_the_accepted_address_is_linked(julie: Sponsor) -> None:
    bob = bring(julie)

    referral = referral_of(bob)
    assert referral.sponsor == julie.customer
    assert (referral.registered_at, referral.initials) == (day(2), "")
    assert (referral.reasons, referral.score) == ([], 0)


@pytest.mark.parametrize(
    "alias", ["BOB@example.com", "b.o.b@example.com", "bob+shop@example.com"]
)
def test_an_alias_is_the_same_person(julie: Sponsor, alias: str) -> None:
    accept(julie, alias)

    assert status_of(sign_up(julie.shop)) == "registered"


def test_a_customer_who_signs_up_alone_is_nobodys_friend(
    julie: Sponsor,
) -> None:
    sign_up(julie.shop)

    assert not Referral.objects.exists()


def test_a_customer_of_before_is_no_friend(julie: Sponsor, bob: Customer) -> None:
    accept(julie)

    again = sign_up(julie.shop, "2001", "bob+new@example.com")

    assert status_of(again) == "refused"
    assert referral_of(again).reasons == ["known"]
    assert vouchers(again) == []


def test_an_account_from_before_the_offer_is_not_brought_by_it(julie: Sponsor) -> None:
    accept(julie, on=1)

    bob = sign_up(julie.shop, registered_at=day(0.5))

    assert status_of(bob) == "refused"
    assert referral_of(bob).reasons == ["known"]


@pytest.mark.parametrize(
    "email", ["Bob@example.com", "bob+noel@example.com", "B.O.B@example.com"]
)
def test_a_guest_buyer_is_a_known_person(julie: Sponsor, email: str) -> None:
    put_order(julie.shop, "1", email=email)

    bob = bring(julie)

    assert status_of(bob) == "refused"
    assert referral_of(bob).reasons == ["known"]
    assert vouchers(bob) == []


def test_nobody_brings_themselves(julie: Sponsor) -> None:
    accept(julie, "alice+me@example.com")

    mine = sign_up(julie.shop, "2001", "alice+me@example.com")

    assert status_of(mine) == "refused"
    assert referral_of(mine).reasons == ["known", "own_address"]


def test_the_same_name_and_connection_are_held_for_review(julie: Sponsor) -> None:
    referrals.note_connection(sponsor=julie, ip="192.0.2.7", agent="Firefox", now=day(0))

    bob = bring(julie, last_name="MARTIN")

    assert status_of(bob) == "held"
    assert referral_of(bob).reasons == ["same_connection", "same_name"]
    assert referral_of(bob).score == 60
    assert vouchers(bob) == []


def test_the_same_home_is_known_however_it_is_written(julie: Sponsor, shop: Shop) -> None:
    home = "12, rue des Lilas 75011 Paris"
    put_customer(shop, "57", email="alice@example.com", last_name="Martin", address=home)

    bob = bring(julie, address="12 RUE DES LILAS, 75011 PARIS", last_name="Martin")

    assert status_of(bob) == "held"
    assert referral_of(bob).reasons == ["same_home", "same_name"]


def test_without_an_address_nobody_shares_a_home(julie: Sponsor) -> None:
    assert referral_of(bring(julie)).reasons == []


def test_another_browser_is_another_connection(julie: Sponsor) -> None:
    referrals.note_connection(sponsor=julie, ip="192.0.2.7", agent="Chrome", now=day(0))

    assert status_of(bring(julie)) == "registered"


def test_many_friends_in_a_week_are_held(julie: Sponsor) -> None:
    for number in range(5):
        accept(
            julie,
            f"friend{number}@example.com",
            connection=connection_digest(str(number), ""),
        )
    friends = [
        sign_up(julie.shop, str(number), f"friend{number}@example.com")
        for number in range(5)
    ]

    assert [status_of(each) for each in friends] == ["registered"] * 4 + ["held"]


def test_many_friends_from_one_connection_are_held(
    julie: Sponsor, shop: Shop, terms: ReferralTerms
) -> None:
    friends = []
    for number in range(5):
        sponsor = become(CustomerFactory.create(shop=shop))
        accept(sponsor, f"friend{number}@example.com")
        friends.append(sign_up(shop, str(number), f"friend{number}@example.com"))

    assert [status_of(each) for each in friends] == ["registered"] * 4 + ["held"]


def test_the_latest_of_two_offers_counts_and_the_other_lapses(
    julie: Sponsor, shop: Shop
) -> None:
    carol = become(CustomerFactory.create(shop=shop, email="carol@example.com"))
    accept(julie, on=1)
    accept(carol, on=1.5)

    bob = sign_up(shop)

    assert referral_of(bob).sponsor == carol.customer
    assert Referral.objects.get(sponsor=julie.customer).status == "lapsed"


def test_an_offer_ends(julie: Sponsor) -> None:
    accept(julie, on=1)

    sign_up(julie.shop, on=31)

    assert Referral.objects.get().friend is None


def test_an_offer_that_was_accepted_again_lasts_from_then(julie: Sponsor) -> None:
    accept(julie, on=1)
    accept(julie, on=20)

    assert status_of(sign_up(julie.shop, on=31)) == "registered"
    assert Referral.objects.count() == 1


def test_the_night_lets_offers_lapse(julie: Sponsor) -> None:
    accept(julie, on=1)
    night(on=30)
    assert Referral.objects.get().status == "invited"

    night(on=31)

    row = Referral.objects.get()
    assert (row.status, row.initials, row.connection) == ("lapsed", "", None)


def test_connections_are_forgotten_after_half_a_year(julie: Sponsor) -> None:
    referrals.note_connection(sponsor=julie, ip="192.0.2.7", agent="Chrome", now=day(0))
    bob = bring(julie)
    night(on=180)
    assert bytes(referral_of(bob).connection or b"") == HERE

    night(on=182)

    julie.refresh_from_db()
    assert (referral_of(bob).connection, julie.connection) == (None, None)


def test_the_code_can_be_typed_in_the_shop(julie: Sponsor) -> None:
    bob = sign_up(julie.shop, sponsor=julie.code.lower())

    assert referral_of(bob).channel == "shop"
    assert vouchers(bob) != []


def test_an_unknown_code_and_ones_own_bring_nobody(julie: Sponsor, alice: Customer) -> None:
    bob = sign_up(julie.shop, sponsor="NOBODYS")
    sign_up(julie.shop, alice.external_id, "alice@example.com", sponsor=julie.code)

    assert not Referral.objects.filter(friend=bob).exists()
    assert not Referral.objects.exists()


def test_a_code_typed_later_does_not_make_a_member_a_friend(julie: Sponsor) -> None:
    bob = sign_up(julie.shop)

    sign_up(julie.shop, on=4, sponsor=julie.code)

    assert not Referral.objects.filter(friend=bob).exists()


def test_a_friend_keeps_one_sponsor_for_ever(julie: Sponsor, shop: Shop) -> None:
    bob = bring(julie)
    carol = become(CustomerFactory.create(shop=shop, email="carol@example.com"))

    accept(carol, on=3)
    sign_up(shop, on=4, first_name="Robert")

    assert referral_of(bob).sponsor == julie.customer


def test_guests_are_no_friends_until_they_are_members(julie: Sponsor) -> None:
    accept(julie)
    bob = sign_up(julie.shop, guest=True, registered_at=None)
    assert not Referral.objects.filter(friend=bob).exists()


def test_another_shops_offer_is_none(julie: Sponsor) -> None:
    other = make_shop("other")
    open_referrals(other)
    accept(julie)

    sign_up(other)

    assert Referral.objects.get().friend is None


def test_accepting_an_offer_reveals_no_customer(julie: Sponsor, bob: Customer) -> None:
    accept(julie, "bob@example.com")
    accept(julie, "nobody@example.com")

    rows = referrals_sponsors.referrals_by([julie.customer_id])
    assert {row.status for row in rows} == {"invited"}
    assert {row.initials for row in rows} == {"B."}
