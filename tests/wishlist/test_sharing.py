"""A secret link shows a list; visitors can note what they give, one piece each."""

from uuid import UUID, uuid4

import pytest

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.actions import refusals
from wishlist.models import GiftPledge, Wish, Wishlist
from wishlist.queries import lists as wishlist_lists

AUNT, UNCLE = uuid4(), uuid4()


@pytest.fixture
def noel(alice: Customer) -> Wishlist:
    noel = open_list(alice)
    add(alice, onto=noel.pk)
    return wishlist.share_list(customer=alice, wishlist=noel.pk)


def give(noel: Wishlist, giver: UUID = AUNT) -> Wish:
    wish = Wish.objects.get(wishlist=noel)
    return wishlist.pledge_gift(wishlist=noel, wish=wish.pk, giver=giver, now=day(1))


def test_the_link_is_found_in_its_own_shop_only(shop: Shop, noel: Wishlist) -> None:
    make_shop("ailleurs")
    assert noel.share_key is not None
    assert len(noel.share_key) == 32

    assert wishlist_lists.shared_list(shop.code, noel.share_key) == noel
    assert wishlist_lists.shared_list("ailleurs", noel.share_key) is None
    assert wishlist_lists.shared_list(shop.code, "") is None


def test_a_list_that_is_shared_keeps_its_link(alice: Customer, noel: Wishlist) -> None:
    assert wishlist.share_list(customer=alice, wishlist=noel.pk).share_key == noel.share_key


def test_a_link_taken_back_never_works_again(
    shop: Shop, alice: Customer, noel: Wishlist
) -> None:
    before = noel.share_key or ""
    wishlist.stop_sharing_list(customer=alice, wishlist=noel.pk)

    after = wishlist.share_list(customer=alice, wishlist=noel.pk).share_key

    assert after != before
    assert wishlist_lists.shared_list(shop.code, before) is None
    with pytest.raises(wishlist.WishNotFound):
        give(noel)


def test_the_link_ends_with_the_list_and_with_its_owner(
    shop: Shop, alice: Customer, noel: Wishlist
) -> None:
    key = noel.share_key or ""
    give(noel)

    programme.erase_customer(
        shop=shop, external_id=alice.external_id, author="system", now=day(2)
    )

    assert wishlist_lists.shared_list(shop.code, key) is None
    assert not GiftPledge.objects.exists()


def test_one_piece_is_given_once(noel: Wishlist) -> None:
    give(noel, AUNT)
    give(noel, AUNT)

    with pytest.raises(refusals.AlreadyPledged):
        give(noel, UNCLE)

    assert GiftPledge.objects.count() == 1


def test_several_pieces_are_pledged_by_several_visitors(
    alice: Customer, noel: Wishlist
) -> None:
    add(alice, onto=noel.pk, values={"quantity": 2})
    give(noel, AUNT)
    give(noel, UNCLE)

    [shown] = wishlist_lists.shared_wishes_on(noel, AUNT)
    assert (getattr(shown, "given"), getattr(shown, "mine")) == (2, True)  # noqa: B009
    with pytest.raises(refusals.AlreadyPledged):
        give(noel, uuid4())


def test_only_the_giver_withdraws_a_pledge(noel: Wishlist) -> None:
    wish = give(noel, AUNT)

    wishlist.withdraw_pledge(wishlist=noel, wish=wish.pk, giver=UNCLE)
    assert GiftPledge.objects.count() == 1

    wishlist.withdraw_pledge(wishlist=noel, wish=wish.pk, giver=AUNT)
    assert not GiftPledge.objects.exists()


def test_the_link_of_one_list_reaches_no_other(alice: Customer, noel: Wishlist) -> None:
    private = add(alice, "p2")

    with pytest.raises(wishlist.WishNotFound):
        wishlist.pledge_gift(wishlist=noel, wish=private.pk, giver=AUNT, now=day(1))


def test_a_removed_wish_cannot_be_pledged(alice: Customer, noel: Wishlist) -> None:
    wish = Wish.objects.get(wishlist=noel)
    wishlist.remove_wish(customer=alice, wish=wish.pk, now=day(1))

    with pytest.raises(wishlist.WishNotFound):
        give(noel)
    assert favourites(alice) == []
