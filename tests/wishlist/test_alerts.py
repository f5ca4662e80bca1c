"""A customer who asks is told in one mail when a wished article costs less, or is back."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from mailing import actions as mailing
from mailing.models import Consent, Mail, MailCategory
from programme import actions as programme
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import day, line
from tests.statements import merge, put_order
from tests.wishlist.favourites import add, open_list
from wishlist import actions as wishlist
from wishlist.models import Wish, WishlistSettings
from wishlist.tasks import queue_alerts

type Mails = list[EmailMultiAlternatives]


@pytest.fixture(autouse=True)
def _on(shop: Shop) -> None:
    WishlistSettings.objects.update(tells_price=True, tells_stock=True)


def state(shop: Shop, product: str = "p1", price: str = "40", **fields: Any) -> None:
    on = fields.pop("on", 0)
    usual: dict[str, Any] = {"name": "Lampe", "url": "https://shop.test/lampe", "stock": 5}
    programme.receive_product(
        shop=shop,
        external_id=product,
        fact=ProductFact(updated_at=day(on), price=Decimal(price), **usual | fields),
        author="api:1",
        now=day(on),
    )


def ask(
    customer: Customer,
    product: str = "p1",
    *,
    on: float = 1,
    price: bool = True,
    stock: bool = True,
) -> Wish:
    wish = add(customer, product, on=on)
    return watch(customer, wish, on=on, price=price, stock=stock)


def watch(customer: Customer, wish: Wish, *, on: float, price: bool, stock: bool) -> Wish:
    return wishlist.watch_wish(
        customer=customer,
        wish=wish.pk,
        price=price,
        stock=stock,
        source="test",
        now=day(on),
    )


def queue(on: float) -> int:
    return sum(wishlist.queue_alerts(now=day(on)))


def send(on: float) -> int:
    return sum(batch.sent for batch in mailing.send_due(clock=lambda: day(on)))


def sent(on: float) -> int:
    queue(on)
    return send(on)


def last() -> tuple[str, str]:
    mail = Mail.objects.latest("pk")
    return mail.state, mail.reason


def test_a_drop_is_told_with_both_prices(
    shop: Shop, alice: Customer, mailoutbox: Mails
) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)

    assert (queue(2), queue(2)) == (1, 0)
    assert send(2) == 1

    [mail] = mailoutbox
    assert mail.subject == "Le prix d’une de vos envies a baissé"
    assert "Lampe" in mail.body
    assert "30,00\N{NO-BREAK SPACE}€ au lieu de 40,00\N{NO-BREAK SPACE}€" in mail.body
    assert "/boutique/compte/envies/" in mail.body
    assert sent(3) == 0


def test_a_return_to_stock_is_told(shop: Shop, alice: Customer, mailoutbox: Mails) -> None:
    state(shop, stock=0)
    ask(alice)
    state(shop, stock=3, on=2)

    assert sent(2) == 1
    assert mailoutbox[0].subject == "Une de vos envies est de nouveau disponible"
    state(shop, stock=0, on=3)
    assert sent(3) == 0
    state(shop, stock=1, on=4)
    assert sent(4) == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("40", "38", 1), ("40", "38.01", 0), ("40", "40", 0), ("40", "44", 0)],
)
def test_a_drop_is_as_large_as_the_shop_says(
    shop: Shop, alice: Customer, before: str, after: str, told: int
) -> None:
    state(shop, price=before)
    ask(alice)
    state(shop, price=after, on=2)

    assert queue(2) == told


def test_a_price_raised_first_has_not_dropped(shop: Shop, alice: Customer) -> None:
    """Forty, fifty for a week, and « reduced » to forty: the lowest was forty."""
    state(shop, price="40")
    ask(alice)
    state(shop, price="50", on=2)
    state(shop, price="40", on=9)

    assert queue(9) == 0


def test_a_price_raised_again_before_the_mail_goes_is_not_told(
    shop: Shop, alice: Customer
) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)
    assert queue(2) == 1
    state(shop, price="40", on=2.1)

    assert send(2.2) == 0
    assert last() == ("refused", "nothing_new")


def test_a_wish_bought_meanwhile_is_not_told(shop: Shop, alice: Customer) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)
    queue(2)
    put_order(shop, "46", line(1), customer=alice, placed_at=day(2.1), on=2.1)

    assert send(2.2) == 0
    assert last() == ("refused", "nothing_new")


def test_a_removed_or_sold_out_wish_is_not_told(shop: Shop, alice: Customer) -> None:
    state(shop, "p1")
    state(shop, "p2")
    wish = ask(alice, "p1")
    ask(alice, "p2")
    wishlist.remove_wish(customer=alice, wish=wish.pk, now=day(1))
    state(shop, "p1", price="30", on=2)
    state(shop, "p2", price="30", stock=0, on=2)

    assert queue(2) == 0


def test_nobody_is_told_who_has_not_asked(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    state(shop, stock=0)
    add(alice)
    ask(bob, price=False, stock=False)
    state(shop, price="30", on=2)

    assert queue(2) == 0


def test_a_drop_before_the_customer_asked_is_not_told(shop: Shop, alice: Customer) -> None:
    state(shop)
    state(shop, price="30", on=1)
    ask(alice, on=2)

    assert queue(2) == 0


def test_a_change_two_days_old_is_no_news(shop: Shop, alice: Customer) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)

    assert queue(4) == 0
    assert queue(3.99) == 1


def test_a_shop_that_has_not_turned_alerts_on_sends_none(
    shop: Shop, alice: Customer
) -> None:
    WishlistSettings.objects.update(tells_price=False)
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)

    assert queue(2) == 0


def test_several_news_of_a_day_are_one_mail(
    shop: Shop, alice: Customer, mailoutbox: Mails
) -> None:
    for product in ("Lampe", "Vase"):
        state(shop, product, name=product)
        ask(alice, product)
    twice = add(alice, "Vase", onto=open_list(alice).pk)
    watch(alice, twice, on=1, price=True, stock=True)
    for product in ("Lampe", "Vase"):
        state(shop, product, price="30", name=product, on=2)

    assert sent(2) == 1
    assert [mailoutbox[0].body.count(name) for name in ("Lampe", "Vase")] == [1, 1]
    assert sent(3) == 0


def test_a_drop_later_that_day_is_told_the_next(shop: Shop, alice: Customer) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)
    assert sent(2) == 1
    state(shop, price="20", on=2.1)

    assert sent(2.2) == 0
    assert queue(3) == 1


def test_asking_records_consent_in_the_words_that_were_shown(
    shop: Shop, alice: Customer
) -> None:
    with override("en"):
        ask(alice)
        ask(alice)

    [said] = Consent.objects.filter(customer=alice)
    assert (said.category, said.given) == (MailCategory.WISHLIST, True)
    assert said.wording == (
        "I wish to receive alerts about my wishlist at La Boutique by e-mail."
    )


def test_a_customer_who_unsubscribes_is_not_written_to(shop: Shop, alice: Customer) -> None:
    state(shop)
    ask(alice)
    mailing.unsubscribe(
        customer=alice, category=MailCategory.WISHLIST, source="mail", now=day(1)
    )
    state(shop, price="30", on=2)

    assert sent(2) == 0
    assert last() == ("refused", "unsubscribed")


def test_alerts_follow_whom_the_account_was_merged_into(
    shop: Shop, alice: Customer, bob: Customer, mailoutbox: Mails
) -> None:
    state(shop)
    ask(bob)
    state(shop, price="30", on=2)
    queue(2)
    merge(alice, bob, on=2)

    assert send(2) == 1
    assert mailoutbox[0].to == ["Alice Martin <alice@example.com>"]


def test_an_alert_that_could_not_be_sent_is_news_again(shop: Shop, alice: Customer) -> None:
    state(shop)
    wish = ask(alice)
    state(shop, price="30", on=2)
    queue(2)
    mail = Mail.objects.select_related("customer").get()
    [answer] = wishlist.prepare_alerts([mail], day(2)).values()
    mail.values = {**mail.values, **getattr(answer, "values")}  # noqa: B009
    wish.refresh_from_db()
    assert wish.price_watched == day(2)

    wishlist.undo_alerts([mail], day(2))

    wish.refresh_from_db()
    assert wish.price_watched == day(1)


def test_a_mail_tried_again_says_the_same(shop: Shop, alice: Customer) -> None:
    state(shop)
    ask(alice)
    state(shop, price="30", on=2)
    queue(2)
    mail = Mail.objects.select_related("customer").get()
    first = wishlist.prepare_alerts([mail], day(2))[mail.pk]
    assert "goods" in getattr(first, "values")  # noqa: B009
    mail.prepared_at = day(2)

    assert getattr(wishlist.prepare_alerts([mail], day(2))[mail.pk], "values") == {}  # noqa: B009


def test_another_shops_product_is_another_product(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    state(shop)
    ask(alice)
    noel = open_list(bob)
    add(bob, "p1", onto=noel.pk)
    state(shop, price="30", on=2)

    queue(2)

    assert [mail.customer for mail in Mail.objects.all()] == [alice]


def test_the_beat_queues_them(shop: Shop) -> None:
    queue_alerts()

    assert not Mail.objects.exists()
