"""A gift card finds whom it is for: once, on its day, and not when it is over."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from giftcards import actions as giftcards
from giftcards.models import GiftCard
from mailing import actions as mailing
from mailing.models import Mail
from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import GiftFact, ProductFact
from tests.factories import START, day, line, make_card, order_fact
from tests.mailing.conftest import inbox  # noqa: F401 -- a fixture
from tests.mailing.reading import part
from tests.mailing.smtp import Inbox
from tests.statements import put_order

GIFT = GiftFact(name="Julie", email="julie@example.com", message="Bon anniversaire !")


def buy(shop: Shop, *, on: float = 0, gift: GiftFact | None = GIFT, **fields: Any) -> None:
    fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
    shops.state_product(shop=shop, external_id="p9", fact=fact)
    put_order(shop, "C1", line(9, "50.00", gift=gift), on=on, **fields)


def send(on: float) -> int:
    return sum(batch.sent for batch in mailing.send_due(clock=lambda: day(on)))


def only(box: Inbox) -> EmailMessage:
    (arrived,) = box.mails
    return arrived


def test_a_bought_card_arrives_with_its_code_and_words(
    shop: Shop,
    alice: Customer,
    inbox: Inbox,  # noqa: F811
) -> None:
    buy(shop, customer=alice)

    assert send(0.01) == 1

    card, mail = GiftCard.objects.get(), only(inbox)
    said = part(mail, "plain")
    assert mail["To"].endswith("<julie@example.com>")
    assert mail["Subject"] == "Alice vous offre une carte cadeau de 50,00\u00a0€"
    for word in ("Bonjour Julie", "Bon anniversaire", card.code, "1er mai 2027"):
        assert word in said
    assert "/carte-cadeau/" in said
    assert "List-Unsubscribe" not in mail, "nobody subscribed to it"


def test_a_card_waits_for_its_day_and_is_mailed_once(
    shop: Shop,
    inbox: Inbox,  # noqa: F811
) -> None:
    gift = GiftFact(email="julie@example.com", deliver_on=date(2026, 5, 20))
    for on in (0, 1, 2):
        buy(shop, on=on, gift=gift)

    assert send(18.8) == 0
    assert send(18.9) == 1, "nine in Paris on 20 May"
    assert send(19) == 0


def test_a_card_that_was_cancelled_meanwhile_is_not_announced(
    shop: Shop,
    inbox: Inbox,  # noqa: F811
) -> None:
    gift = GiftFact(email="julie@example.com", deliver_on=date(2026, 5, 20))
    buy(shop, gift=gift)
    buy(shop, gift=gift, state="cancelled", on=1)

    assert send(19) == 0
    assert Mail.objects.get().reason == "card_over"

    buy(shop, gift=gift, on=20)

    assert send(20.1) == 1, "paid for again, it lives again"


def test_a_card_that_lives_again_is_not_announced_twice(
    shop: Shop,
    inbox: Inbox,  # noqa: F811
) -> None:
    buy(shop)
    assert send(0.01) == 1

    buy(shop, state="cancelled", on=1)
    buy(shop, on=2)

    assert send(3) == 0


def test_a_card_without_an_address_is_handed_over_by_its_buyer(shop: Shop) -> None:
    buy(shop, gift=None)

    assert not Mail.objects.exists()


def test_a_history_import_writes_to_nobody(shop: Shop) -> None:
    fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
    shops.state_product(shop=shop, external_id="p9", fact=fact)
    order = order_fact(line(9, "50.00", gift=GIFT))

    outcomes = programme.import_orders(
        shop=shop, orders=[("C1", order)], author="system", now=START
    )

    assert [each.refused for each in outcomes] == [""]
    assert GiftCard.objects.count() == 1
    assert not Mail.objects.exists()


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=-1)])
def test_cards_made_by_hand_are_announced_at_once(shop: Shop, after: timedelta) -> None:
    card = make_card(shop, email="julie@example.com", deliver_at=START + after)

    giftcards.announce(cards=[card], now=START)
    giftcards.announce(cards=[card], now=START)

    assert Mail.objects.get().due_at == START
