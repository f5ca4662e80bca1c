"""The mails about points: what they say, whom they reach, and whom they spare."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailing import actions as mailing
from mailing.models import Mail
from points import actions as points
from programme import actions as programme
from shop.models import Category, Customer, Shop
from tests.factories import CustomerFactory, day, line
from tests.mailing.reading import arrived, part, said, seen
from tests.statements import convert, merge, put_order, set_rules, use

type Mails = list[EmailMultiAlternatives]
type Send = Callable[[float], str]


@pytest.fixture
def send(mailoutbox: Mails) -> Send:
    """Send what is due; the text of the last that has gone."""

    def now(on: float) -> str:
        for _batch in mailing.send_due(clock=lambda: day(on)):
            pass
        return str(mailoutbox[-1].body) if mailoutbox else ""

    return now


def fate(kind: str) -> list[tuple[str, str]]:
    rows = Mail.objects.filter(mail_type=kind).order_by("pk")
    return list(rows.values_list("state", "reason"))


def announce(on: float) -> int:
    return sum(points.announce_expiring(now=day(on)))


def earn(customer: Customer, order: str, euros: int, *, on: float) -> None:
    bought = line(1, f"{euros}.00")
    put_order(customer.shop, order, bought, customer=customer, on=on, paid_at=day(on))


def test_a_voucher_from_points_goes_with_all_that_its_owner_has_to_know(
    shop: Shop, alice: Customer, send: Send, mailoutbox: Mails
) -> None:
    lamps = Category.objects.create(shop=shop, external_id="lamps", name="Luminaires")
    set_rules(shop, voucher_categories=[lamps])
    earn(alice, "46", 50, on=0)
    voucher = convert(alice, 4, on=1)

    text = send(1)

    (mail,) = mailoutbox
    assert mail.subject == "Votre bon de 2,00\u00a0€, valable jusqu’au 2 mai 2027"
    assert mail.to == ["Alice Martin <alice@example.com>"]
    assert "Vous avez transformé 4 points en un bon de réduction. Le voici\u00a0:" in text
    assert (
        "2,00\u00a0€\n"
        "Récompense fidélité\n"
        f"Code\u00a0: {voucher.code}\n"
        "Valable jusqu’au 2 mai 2027\n"
        "À partir de 5,00\u00a0€ d’achats\n"
        "Uniquement sur : Luminaires.\n"
        "En échange de vos points" in text.replace("\u00a0: Lum", " : Lum")
    )
    assert f"http://localhost:8000/boutique/compte/bons/{voucher.code}/" in text
    assert "Votre solde\u00a0: 1 point\n" in text
    assert "List-Unsubscribe" not in mail.extra_headers


def test_an_english_reader_gets_it_in_english(alice: Customer, send: Send) -> None:
    earn(alice, "46", 40, on=0)
    mailing.set_language(customer=alice, language="en")
    convert(alice, 4, on=1)

    text = send(1)

    assert "You have turned 4 points into a voucher. Here it is:" in text
    assert "In exchange for your points" in text


def test_a_mail_whose_voucher_is_gone_is_not_sent(
    shop: Shop, alice: Customer, send: Send
) -> None:
    earn(alice, "46", 80, on=0)
    used, cancelled, living = (convert(alice, 2, on=1) for _ in range(3))
    use(shop, used, "47", on=1)
    programme.cancel_voucher(
        voucher=cancelled, reason="erreur", author="staff:1", now=day(1)
    )

    text = send(2)

    assert living.code in text
    assert fate("points_voucher") == [
        ("refused", "voucher_gone"),
        ("refused", "voucher_gone"),
        ("sent", ""),
    ]


def test_a_voucher_asked_for_twice_is_sent_once(alice: Customer) -> None:
    earn(alice, "46", 40, on=0)
    for _ in range(2):
        points.convert(
            customer=alice, points=4, author="customer", source="portal:1", now=day(1)
        )

    assert Mail.objects.count() == 1


def test_expiring_points_are_announced_as_many_days_before_as_the_shop_has_set(
    alice: Customer, send: Send, mailoutbox: Mails
) -> None:
    earn(alice, "46", 100, on=0)  # ten points, usable until 9 August

    assert [announce(85), announce(86), announce(86)] == [0, 1, 0]

    text = send(86)
    assert mailoutbox[0].subject == "10 points à utiliser jusqu’au 9 août 2026"
    assert "Vous avez 10 points à utiliser jusqu’au 9 août 2026, soit 5,00\u00a0€." in text
    assert "Votre solde\u00a0: 10 points" in text
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"]


def test_later_ones_are_named_in_the_same_mail_and_told_once(
    alice: Customer, send: Send
) -> None:
    earn(alice, "46", 100, on=0)
    earn(alice, "47", 20, on=2)
    earn(alice, "48", 30, on=9)

    assert announce(88) == 1
    text = send(88)
    assert "Vous avez 10 points à utiliser jusqu’au 9 août 2026" in text
    assert "\nPuis 2 points jusqu’au 11 août 2026.\n" in text
    assert [announce(89), announce(94), announce(95), announce(96)] == [0, 0, 1, 0]
    assert "Puis 2 points jusqu’au 11 août 2026.\nPuis 3 points" in send(95)


def test_points_used_meanwhile_are_not_announced(
    shop: Shop, alice: Customer, send: Send
) -> None:
    earn(alice, "46", 100, on=0)
    announce(86)
    convert(alice, 10, on=86)

    send(86)

    assert fate("points_expiring") == [("refused", "points_spent")]


def test_the_mail_goes_in_the_morning_of_the_shop(shop: Shop, alice: Customer) -> None:
    earn(alice, "46", 100, on=0)
    night = datetime.fromisoformat("2026-07-28T01:05:00+02:00")

    assert sum(points.announce_expiring(now=night)) == 1

    due = Mail.objects.get().due_at
    assert due.isoformat() == "2026-07-28T07:00:00+00:00"


def test_expiring_points_are_not_announced_to_guests_erased_or_unwilling_customers(
    shop: Shop, alice: Customer, bob: Customer, send: Send
) -> None:
    carol = CustomerFactory.create(shop=shop)
    for number, customer in enumerate((alice, bob, carol)):
        earn(customer, f"{number}", 100, on=0)
    merge(alice, bob, on=1)
    mailing.set_preferences(customer=carol, wanted=(), source="portal", now=day(1))

    assert announce(86) == 2
    text = send(86)

    assert "20 points" in text
    assert sorted(fate("points_expiring")) == [("refused", "unsubscribed"), ("sent", "")]


@pytest.mark.parametrize("rules", [{"notice_days": None}, {"validity": None}])
def test_a_shop_that_tells_nobody_tells_nobody(
    shop: Shop, alice: Customer, rules: dict[str, Any]
) -> None:
    set_rules(shop, **rules)
    earn(alice, "46", 100, on=0)

    assert announce(86) == 0


def test_a_thousand_are_told_in_as_many_queries_as_one(shop: Shop) -> None:
    def asked(order: str, count: int) -> int:
        for customer in CustomerFactory.create_batch(count, shop=shop):
            earn(customer, f"{order}{customer.pk}", 100, on=0)
        with CaptureQueriesContext(connection) as found:
            assert announce(86) == count
        return len(found)

    assert asked("a", 1) == asked("b", 3)


def test_all_of_a_batch_is_prepared_in_as_many_queries_as_one(shop: Shop) -> None:
    def asked(count: int) -> int:
        for customer in CustomerFactory.create_batch(count, shop=shop):
            earn(customer, f"a{customer.pk}", 100, on=0)
            convert(customer, 4, on=1)
        with CaptureQueriesContext(connection) as found:
            sent = sum(batch.sent for batch in mailing.send_due(clock=lambda: day(1)))
        assert sent == count
        # Each mail is marked by itself.
        return len([each for each in found if each["sql"].startswith("SELECT")])

    asked(1)
    assert asked(1) == asked(3)


def test_both_parts_of_the_mail_say_the_same(
    alice: Customer, send: Send, mailoutbox: Mails
) -> None:
    earn(alice, "46", 40, on=0)
    convert(alice, 4, on=1)
    send(1)

    message = arrived(mailoutbox[0])
    assert seen(part(message, "html")) == said(part(message, "plain"))
