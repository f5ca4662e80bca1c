"""« Renoncer au contrat ici »: for 14 days, without a reason, acknowledged by mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo_shop.actions.withdrawing import TooLateToWithdraw, can_withdraw, withdraw
from demo_shop.models import DemoOrder, DemoProduct
from mailing.models import Mail
from shop.models import Customer
from tests.demo_shop.conftest import HOME, Buyer

WITHDRAW = "Withdraw from the contract here"
SAID = {"name": "Alice Martin", "email": "alice@example.com"}


@pytest.fixture
def buyer(alice: Customer) -> Buyer:
    return Buyer("alice@example.com")


def buy(buyer: Buyer) -> DemoOrder:
    buyer.puts_in(DemoProduct.objects.order_by("pk")[0].slug)
    buyer.pays()
    return DemoOrder.objects.get()


def page(order: DemoOrder) -> str:
    return f"{HOME}commande/{order.key}/"


def say(buyer: Buyer, order: DemoOrder, **changed: str) -> Any:
    return buyer.client.post(f"{page(order)}retractation/", SAID | changed, follow=True)


def test_a_withdrawal_is_recorded_and_acknowledged(buyer: Buyer) -> None:
    order = buy(buyer)
    before = buyer.sees(page(order))
    answer = say(buyer, order)

    order.refresh_from_db()
    mail = Mail.objects.get(mail_type="demo_withdrawal")
    assert WITHDRAW in before
    assert "Your withdrawal is received." in answer.content.decode()
    assert order.withdrawn_at is not None
    assert (mail.email, mail.values["order"]) == ("alice@example.com", order.reference)
    assert WITHDRAW not in buyer.sees(page(order))


def test_a_withdrawal_sent_twice_is_recorded_once(buyer: Buyer) -> None:
    order = buy(buyer)
    say(buyer, order)
    say(buyer, order, email="else@example.com")

    assert Mail.objects.filter(mail_type="demo_withdrawal").count() == 1


@pytest.mark.parametrize(
    ("state", "days", "can"),
    [
        ("paid", 40, True),
        ("delivered", 13.9, True),
        ("delivered", 14, False),
        ("cancelled", 1, False),
        ("refunded", 1, False),
    ],
)
def test_goods_can_be_sent_back_for_14_days_from_their_delivery(
    buyer: Buyer, state: str, days: float, can: bool
) -> None:
    order = buy(buyer)
    order.state = state

    assert can_withdraw(order, order.updated_at + timedelta(days=days)) is can


@pytest.mark.parametrize(("days", "can"), [(13.9, True), (14, False)])
def test_a_gift_card_can_be_withdrawn_for_14_days_from_its_purchase(
    buyer: Buyer, days: float, can: bool
) -> None:
    DemoProduct.objects.update(gift_card=True)
    order = buy(buyer)

    assert can_withdraw(order, order.placed_at + timedelta(days=days)) is can


def test_a_late_withdrawal_is_refused_in_words(buyer: Buyer) -> None:
    order = buy(buyer)
    DemoOrder.objects.update(
        state="delivered", updated_at=timezone.now() - timedelta(days=15)
    )

    with pytest.raises(TooLateToWithdraw):
        withdraw(order=order, now=timezone.now(), **SAID)
    assert WITHDRAW not in buyer.sees(page(order))


def test_nobody_withdraws_for_somebody_else(buyer: Buyer) -> None:
    order = buy(buyer)

    assert (
        Buyer("bob@example.com").client.get(f"{page(order)}retractation/").status_code
        == 404
    )
