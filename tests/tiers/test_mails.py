"""One mail per move, in the reader's words; none about what is history."""

from decimal import Decimal

from mailing import actions as mailing
from mailing.models import Mail, Suppression
from mailing.rendering import RenderedMail, render_mails
from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import START, day, line, order_fact
from tests.statements import put_order
from tests.tiers.ladder import bronze, buy, set_tiers, silver


def _mail_types() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("mail_type", flat=True))


def _last() -> RenderedMail:
    mail = Mail.objects.select_related("shop", "customer").latest("pk")
    mail.language = "fr"
    return render_mails([mail], day(0))[mail.pk]


def test_a_promotion_is_told_with_what_it_gives(shop: Shop, alice: Customer) -> None:
    argent = silver(
        points_multiplier=Decimal(2),
        free_shipping=True,
        perks="Un cadeau à Noël",
        voucher_kind="amount",
        voucher_worth=Decimal(20),
    )
    set_tiers(shop, bronze(), argent)

    buy(alice, "620.00")

    assert _mail_types() == ["tier_up_goods"]
    told = _last()
    assert told.subject == "Félicitations, vous êtes au niveau Argent\u202f!"
    rights = "Points × 2\nLivraison offerte\nUn cadeau à Noël"
    assert f"−10\xa0% sur vos commandes\n{rights}" in told.text
    assert "20,00\xa0€" in told.text
    assert "NIV-" in told.text


def test_products_are_shown_to_customers_who_may_be_sent_offers(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    lamp = ProductFact(updated_at=START, name="Lampe Lune", price=Decimal(40))
    shops.state_product(shop=shop, external_id="9", fact=lamp)

    buy(alice, "620.00")

    assert "36,00\xa0€ au lieu de 40,00\xa0€" in _last().text


def test_a_customer_without_offers_gets_the_mail_without_products(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    mailing.suppress(
        shop=shop, email=alice.email, reason=Suppression.Reason.STOPPED, now=day(0)
    )

    buy(alice, "620.00")

    assert _mail_types() == ["tier_up"]


def test_the_lowest_tier_and_a_silent_one_send_nothing(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    set_tiers(shop, bronze(minimum=Decimal(10)), silver(mail=False))

    buy(alice, "20.00")
    buy(bob, "620.00")

    assert _mail_types() == []


def test_a_demotion_says_why_and_how_to_come_back(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")
    buy(alice, "620.00", order="1", on=1, placed_at=day(0), refunded_amount=Decimal(132))

    assert _mail_types() == ["tier_up_goods", "tier_down"]
    told = _last().text
    assert "Une de vos commandes a été remboursée. Vous n’êtes donc plus" in told
    assert "Vous êtes désormais au niveau Bronze." in told
    assert "12,00\xa0€" in told


def test_a_replay_writes_nothing_more(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    for on in (0, 1, 2):
        buy(alice, "620.00", order="1", on=on, placed_at=day(0), paid_at=day(0))

    assert len(_mail_types()) == 1


def test_a_history_import_writes_to_nobody(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    fact = order_fact(line(1, "620.00"), customer=alice)

    done = programme.import_orders(
        shop=shop, orders=[("1", fact)], author="system", now=day(1)
    )

    assert [each.changed for each in done] == [True]
    assert _mail_types() == []


def test_notice_is_given_before_the_window_moves_on_and_once(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, window="months", months=12, notice_days=30)
    buy(alice, "488.00", on=0)
    buy(alice, "12.00", on=20)
    buy(alice, "0.50", on=30)
    Mail.objects.all().delete()

    list(programme.night(now=day(334)))
    assert _mail_types() == []
    list(programme.night(now=day(336)))
    list(programme.night(now=day(337)))

    assert _mail_types() == ["tier_notice"]
    assert _last().subject == (
        "Encore 487,50\xa0€ avant le 1er mai 2027 pour rester Argent"
    )


def test_an_order_that_leaves_the_window_takes_the_tier_and_says_so(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, window="months", months=12)
    buy(alice, "500.00")
    list(programme.night(now=day(365.4)))
    Mail.objects.all().delete()

    list(programme.night(now=day(366)))

    assert _mail_types() == ["tier_down"]
    assert "Des commandes plus anciennes ne comptent plus." in _last().text


def test_notice_is_given_for_days_of_grace(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, grace_days=10)
    buy(alice, "620.00", order="1")
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=1)

    list(programme.night(now=day(2)))

    told = _last()
    assert told.subject == ("Encore 500,00\xa0€ avant le 12 mai 2026 pour rester Argent")
