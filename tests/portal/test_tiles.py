"""The first page of an account beside its points: wishes, friends, and where to begin."""

import re

from shop.models import Customer, Product, Shop
from tests.factories import day
from tests.portal.test_account import Visit, read
from tests.referrals.friends import become, open_referrals
from tests.statements import put_order
from tests.tiers.ladder import set_tiers
from tests.wishlist.favourites import add, open_list
from wishlist.models import WishlistSettings

ACCOUNT = "/boutique/compte/"


def test_the_points_come_before_every_question(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)

    page = read(visit(alice))

    assert page.index("4 points = €2.00") < page.index("Our offers, by e-mail?")


def test_wishes_are_counted_over_all_lists(alice: Customer, visit: Visit) -> None:
    add(alice, "p1")
    add(alice, "p2", onto=open_list(alice).pk)

    assert "2 articles on your lists See my lists" in read(visit(alice))


def test_the_latest_wishes_are_shown_by_their_pictures(
    alice: Customer, visit: Visit
) -> None:
    for number in range(6):
        add(alice, f"p{number}", on=number / 10)
    for product in Product.objects.all():
        product.image = f"https://shop.test/{product.external_id}.jpg"
        product.save()

    page = visit(alice).get(ACCOUNT).content.decode()

    assert re.findall(r"shop\.test/(p\d)\.jpg", page) == ["p5", "p4", "p3", "p2"]


def test_a_customer_without_wishes_is_led_to_the_shop(
    alice: Customer, visit: Visit
) -> None:
    WishlistSettings.objects.update(cart_address="https://shop.test/panier?id={product}")

    page = visit(alice).get(ACCOUNT).content.decode()

    assert "Press the heart of an article in the shop" in page
    assert page.count('href="https://shop.test/"') == 3


def test_without_an_address_of_the_shop_there_is_no_link(
    alice: Customer, visit: Visit
) -> None:
    assert "Look around the shop" not in read(visit(alice))


def test_the_referral_tile_has_the_figures_of_both_sides(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    open_referrals(shop)

    assert "You are given €10.00, your friend €5.00. Get my link" in read(visit(alice))

    code = become(alice).code

    assert f"your friend €5.00. Code: {code}" in read(visit(alice))


def test_the_referral_tile_has_one_side_where_one_is_rewarded(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    open_referrals(shop, friend_gives="none", friend_amount=None)

    assert "You are given €10.00 for each friend." in read(visit(alice))


def test_without_a_referral_programme_there_is_no_tile(
    alice: Customer, visit: Visit
) -> None:
    assert "Bring friends" not in read(visit(alice))


def test_the_tier_tells_what_it_gives(shop: Shop, alice: Customer, visit: Visit) -> None:
    set_tiers(shop)

    assert "Bronze" in read(visit(alice))
    assert "−5% on your orders" in read(visit(alice))


def test_a_new_customer_reads_how_it_works(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    assert "How it works" in read(visit(alice))
    assert "From 1 point on: a voucher of €0.50" in read(visit(alice))

    put_order(shop, "46", customer=alice, placed_at=day(0))

    assert "How it works" not in read(visit(alice))
