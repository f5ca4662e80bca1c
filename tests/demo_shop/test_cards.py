"""Gift cards in the shop: bought for somebody, paid with, given back."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from demo_shop.actions import syncing
from demo_shop.models import DemoCategory, DemoOrder, Storefront
from giftcards import actions as giftcards
from giftcards.models import CardHold, GiftCard
from mailing.models import Mail
from points.queries import balance as points_balance
from shop import actions as shops
from shop.models import Customer
from shop.rules.facts import ProductFact
from tests.demo_shop.conftest import CART, HOME, Buyer, make_product, voucher_for
from tests.factories import day, make_card
from tests.statements import assert_honest

type Last = Callable[[], DemoOrder]

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(storefront: Storefront) -> GiftCard:
    return make_card(storefront.shop, code="CAD-1", valid_until=day(9999))


@pytest.fixture
def category(storefront: Storefront) -> None:
    """A card of 50 € is on sale."""
    category = DemoCategory.objects.get(shop=storefront.shop)
    make_product(storefront.shop, category, "gift", "Gift card", "50.00", gift_card=True)
    fact = ProductFact(updated_at=timezone.now(), name="Gift card", gift_card=True)
    shops.state_product(shop=storefront.shop, external_id="gift", fact=fact)


def buys(buyer: Buyer, **said: str) -> None:
    buyer.client.post(f"{CART}ajouter/gift/", {"quantity": "1", **said})
    buyer.pays()


def test_a_card_is_typed_where_codes_are_and_pays_a_part(
    buyer: Buyer, alice: Customer, card: GiftCard, last_order: Last
) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle", 2)
    buyer.types(voucher.code)

    page = buyer.types(" cad- 1 ")

    assert "Gift card CAD-1 €50.00" in page
    assert "To pay €28.00" in page
    assert "You will earn 7 points" in page, "as without the card"

    answer = buyer.pays()
    order = last_order()

    assert (order.total, order.gift_cards) == (Decimal("78.00"), {"CAD-1": "50.00"})
    assert order.vouchers == [voucher.code]
    assert "Paid by gift card CAD-1 −€50.00" in buyer.sees(answer["Location"])
    assert points_balance.balance(alice, timezone.now()).available == 7
    card.refresh_from_db()
    assert card.balance == 0
    assert not CardHold.objects.exists()


def test_a_card_that_pays_all_leaves_nothing_to_pay(
    buyer: Buyer, card: GiftCard, last_order: Last
) -> None:
    buyer.puts_in("candle")
    buyer.types("CAD-1")

    buyer.pays("cheque")

    assert last_order().state == "paid"
    card.refresh_from_db()
    assert card.balance == Decimal("10.00")


def test_an_unknown_code_is_refused_once(buyer: Buyer, alice: Customer) -> None:
    buyer.puts_in("candle")

    assert buyer.types("NOEL").count("NOEL") == buyer.types("NOEL").count("NOEL")
    assert "This code is not valid." in buyer.sees()


def test_a_card_that_another_cart_holds_is_refused_in_words(
    buyer: Buyer, card: GiftCard
) -> None:
    giftcards.hold(shop=card.shop, code="CAD-1", cart="other", now=timezone.now())
    buyer.puts_in("candle")

    assert "being used for another cart" in buyer.types("CAD-1")


def test_paying_holds_the_money_of_the_gift_card(buyer: Buyer, card: GiftCard) -> None:
    buyer.puts_in("candle")
    buyer.types("CAD-1")
    buyer.begins_checkout()

    assert CardHold.objects.get().amount == Decimal("40.00")

    buyer.puts_in("match")

    assert not CardHold.objects.exists(), "a changed cart lets go"


def test_a_refund_comes_back_to_the_card_first(
    buyer: Buyer, card: GiftCard, last_order: Last
) -> None:
    buyer.puts_in("candle", 2)
    buyer.types("CAD-1")
    buyer.pays()
    order = last_order()

    order.lines.update(refunded_quantity=1)
    order.updated_at = timezone.now()
    order.save()
    syncing.sync_order(order)

    card.refresh_from_db()
    assert card.balance == Decimal("40.00")
    assert_honest()


@pytest.mark.usefixtures("category")
def test_a_card_is_bought_for_somebody(
    buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    assert "Whom it is for" in buyer.sees(f"{HOME}article/gift/")

    buys(buyer, name="Julie", email="julie@example.com", message="Hello!")

    made = GiftCard.objects.get()
    assert (made.recipient, made.message) == ("Julie", "Hello!")
    assert made.amount == 50
    assert Mail.objects.get().email == "julie@example.com"
    assert points_balance.balance(alice, timezone.now()).available == 0
    page = buyer.sees(f"{HOME}commande/{last_order().key}/")
    assert "For Julie, by e-mail" in page
    assert made.code not in page


@pytest.mark.usefixtures("category")
def test_two_cards_in_a_cart_are_for_the_same_person(
    buyer: Buyer, last_order: Last
) -> None:
    for_julie = {"quantity": "1", "name": "Julie", "email": "julie@example.com"}
    for_paul = for_julie | {"name": "Paul", "email": "paul@example.com"}
    for said in (for_julie, for_paul, for_julie):
        buyer.client.post(f"{CART}ajouter/gift/", said)

    assert "already, for somebody else" in buyer.sees(f"{HOME}article/gift/")
    buyer.pays()

    assert last_order().total == 100
    assert [card.recipient for card in GiftCard.objects.all()] == ["Julie", "Julie"]


@pytest.mark.usefixtures("category")
@pytest.mark.parametrize(("name", "bought"), [("Paul", ["Paul"]), ("Julie", ["Julie"] * 2)])
def test_a_card_added_before_the_log_in_keeps_its_recipient(
    buyer: Buyer, name: str, bought: list[str]
) -> None:
    buyer.client.post(f"{CART}ajouter/gift/", {"quantity": "1", "name": "Julie"})
    stranger = Buyer()
    stranger.client.post(f"{CART}ajouter/gift/", {"quantity": "1", "name": name})
    stranger.logs_in("alice@example.com")
    stranger.pays()

    assert [card.recipient for card in GiftCard.objects.all()] == bought


@pytest.mark.usefixtures("category")
def test_a_card_for_oneself_shows_its_code(buyer: Buyer, last_order: Last) -> None:
    buys(buyer)

    made = GiftCard.objects.get()
    assert last_order().lines.get().cards == [made.code]
    assert made.code in buyer.sees(f"{HOME}commande/{last_order().key}/")
    assert made.code in buyer.sees("/boutique/compte/cartes-cadeaux/")


@pytest.mark.usefixtures("category")
def test_a_card_pays_for_no_other_card(buyer: Buyer, card: GiftCard) -> None:
    buyer.puts_in("gift")

    page = buyer.types("CAD-1")

    assert "To pay €50.00" in page
    assert "There is nothing to pay with this gift card" in page
