"""« Mes cartes cadeaux », the balance anybody may ask for, and the sheet to print."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giftcards.models import GiftCard
from giftcards.queries.printing import printed_at
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact, GiftFact, ProductFact
from tests.factories import START, CustomerFactory, day, line, make_card, make_shop
from tests.statements import merge, put_order

type Visit = Callable[[Customer], Client]

CARDS = "/boutique/compte/cartes-cadeaux/"
BALANCE = "/boutique/carte-cadeau/"


def text(content: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "fr"})


@pytest.fixture
def given(shop: Shop, alice: Customer) -> GiftCard:
    """Alice has bought it for Julie."""
    fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
    shops.state_product(shop=shop, external_id="p9", fact=fact)
    gift = GiftFact(name="Julie", email="julie@example.com", message="Bises")
    put_order(shop, "C1", line(9, "50.00", gift=gift), customer=alice)
    return GiftCard.objects.get()


def test_a_customer_finds_their_cards_and_spends_them(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    card = make_card(shop, holder=alice, code="CAD-1", valid_until=day(9999))
    paid = CardPaymentFact(code="CAD-1", amount=Decimal(20))
    put_order(shop, "46", gift_cards=(paid,), placed_at=day(1), reference="XKBK")

    shelf = text(visit(alice).get(CARDS).content)
    page = text(visit(alice).get(f"{CARDS}{card.code}/").content)

    assert "30,00 €" in shelf
    assert "CAD-1" in shelf
    assert "Paiement (commande XKBK)" in page
    assert "−20,00 €" in page


def test_the_buyer_of_a_card_does_not_see_its_movements(
    shop: Shop, alice: Customer, given: GiftCard, visit: Visit
) -> None:
    paid = CardPaymentFact(code=given.code, amount=Decimal(20))
    put_order(shop, "46", gift_cards=(paid,), placed_at=day(1))

    shelf = text(visit(alice).get(CARDS).content)

    assert "50,00 € pour Julie" in shelf
    assert "30,00 €" not in shelf
    assert visit(alice).get(f"{CARDS}{given.code}/").status_code == 404


def test_the_recipient_finds_the_card_once_the_address_is_proven(
    shop: Shop, given: GiftCard, visit: Visit
) -> None:
    julie = CustomerFactory.create(
        shop=shop, email="Julie@example.com", email_verified=False
    )
    assert given.code not in visit(julie).get(CARDS).content.decode()

    julie.proven_email = "julie@example.com"
    julie.save()

    assert "Bises" in text(visit(julie).get(CARDS).content)


def test_nobody_sees_the_cards_of_others(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    card = make_card(shop, holder=alice, code="CAD-1")

    assert "CAD-1" not in visit(bob).get(CARDS).content.decode()
    assert visit(bob).get(f"{CARDS}{card.code}/").status_code == 404
    assert Client().get(CARDS).status_code == 302


def test_a_code_is_put_into_one_account(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    make_card(shop, code="CAD-1", valid_until=day(9999))

    done = visit(alice).post(CARDS, {"code": " cad-1 "})
    again = visit(alice).post(CARDS, {"code": "CAD-1"})
    other = visit(bob).post(CARDS, {"code": "CAD-1"})
    unknown = visit(bob).post(CARDS, {"code": "CAD-2"})

    assert (done.status_code, again.status_code) == (302, 302)
    sentence = "Ce n’est pas le code d’une carte cadeau."
    assert sentence in text(other.content)
    assert sentence in text(unknown.content)


def test_a_merged_account_has_the_cards_of_both_until_it_is_unmerged(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    make_card(shop, code="CAD-B", holder=bob)

    merge(alice, bob, on=1)

    assert "CAD-B" in visit(alice).get(f"{CARDS}CAD-B/").content.decode()


def test_anybody_reads_a_balance_and_no_name(shop: Shop) -> None:
    make_card(
        shop,
        code="CAD-1",
        recipient="Julie",
        email="julie@example.com",
        message="Bises",
        sender="Alice",
        valid_until=day(9999),
    )

    page = text(Client().post(BALANCE, {"code": "cad-1"}).content)

    assert "Il reste 50,00 € sur la carte CAD-1." in page
    for secret in ("Julie", "julie@example.com", "Bises", "Alice"):
        assert secret not in page


def test_codes_of_other_shops_and_of_nobody_are_alike(shop: Shop) -> None:
    make_card(make_shop("autre"), code="CAD-AUTRE")

    pages = [
        Client().post(BALANCE, {"code": code}).content.decode()
        for code in ("CAD-AUTRE", "CAD-RIEN")
    ]

    assert all("Ce n’est pas le code" in unescape(page) for page in pages)


def test_codes_cannot_be_tried_out(shop: Shop) -> None:
    make_card(shop, code="CAD-1")
    client = Client(REMOTE_ADDR="203.0.113.7")
    tries = [client.post(BALANCE, {"code": f"CAD-{n}"}).status_code for n in range(2, 13)]

    refused = client.post(BALANCE, {"code": "CAD-1"})

    assert tries.count(429) == 1
    assert refused.status_code == 429
    assert "50,00" not in refused.content.decode()


def test_the_printed_card_has_its_code_as_text_and_qr(given: GiftCard) -> None:
    address = f"/boutique/carte-cadeau/{printed_at(given)}/"

    answer = Client().get(address)

    page = text(answer.content)
    for said in ("Pour Julie", "Bises", "Alice", "50,00 €", given.code):
        assert said in page
    assert "<svg" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_address_of_a_printed_card_cannot_be_guessed(
    shop: Shop, given: GiftCard
) -> None:
    make_shop("autre")
    token = printed_at(given)

    assert Client().get(f"/autre/carte-cadeau/{token}/").status_code == 404
    assert Client().get(f"/boutique/carte-cadeau/{token[:-1]}/").status_code == 404
    assert Client().get(f"/boutique/carte-cadeau/{given.pk}/").status_code == 404


def test_a_cancelled_card_is_printed_without_its_code(shop: Shop, given: GiftCard) -> None:
    put_order(shop, "C1", line(9, "50.00"), state="cancelled", on=1)

    page = text(Client().get(f"/boutique/carte-cadeau/{printed_at(given)}/").content)

    assert given.code not in page
    assert "Cette carte cadeau a été annulée." in page


def test_the_page_of_cards_costs_the_same_whatever_is_on_it(
    shop: Shop, alice: Customer, given: GiftCard, visit: Visit
) -> None:
    client = visit(alice)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(CARDS)
        return len(queries)

    make_card(shop, holder=alice)
    before = cost()
    for _ in range(2):
        make_card(shop, holder=alice)

    assert cost() == before <= 10
