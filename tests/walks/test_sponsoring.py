"""Julien brings Zoé: how far she has come, and what both are given; without a script."""

from datetime import timedelta
from decimal import Decimal

import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from demo_shop.models import DemoOrder, Storefront
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import HOME, make_account
from tests.referrals.friends import open_referrals
from tests.walks.conftest import Opens
from tests.walks.steps import (
    ACCOUNT,
    log_in,
    mind_the_desk,
    night,
    open_account,
    order,
    put_in,
    refund,
    use_code,
)
from vouchers.models import Voucher

pytestmark = IN_A_BROWSER

FRIENDS = f"{ACCOUNT}parrainage/"


def voucher_of(number: str) -> Voucher:
    return Voucher.objects.get(customer__external_id=number)


def test_a_friend_is_brought_and_both_are_rewarded(
    storefront: Storefront, opens: Opens, mailoutbox: Mails, live_server: LiveServer
) -> None:
    open_referrals(storefront.shop, sign_up_url=f"{live_server.url}{HOME}compte/")
    make_account(storefront, "57", "julien@example.com")
    # Two people on one and the same machine would be looked at by the merchant first.
    julien, zoe = opens(scripts=False, agent="Firefox"), opens(scripts=False)
    desk = opens(scripts=False)

    link = become_sponsor(julien, mailoutbox)
    accept_the_offer(zoe, link)
    stands(julien, "Invité")
    zoe.get_by_role("link", name="Créer mon compte").click()
    open_account(zoe, "Zoé", "Roy", "zoe@example.com")
    log_in(zoe, "Zoe@Example.com ", mailoutbox)
    welcome = voucher_of("101")
    assert welcome.amount == Decimal(5)
    stands(julien, "Inscrit")

    put_in(zoe, "Bougie")
    expect(zoe.locator("main")).to_contain_text(welcome.code)
    use_code(zoe, f" {welcome.code.lower()} ")
    order(zoe, "35,00 €")
    stands(julien, "Commande validée")
    looks_right(julien)
    assert not Voucher.objects.filter(customer__external_id="57").exists()
    give_it_back_later(julien, desk, mailoutbox)


def become_sponsor(julien: Page, mails: Mails) -> str:
    """Accept the conditions on the page; then the link is there."""
    julien.goto(FRIENDS)
    log_in(julien, "julien@example.com", mails)
    looks_right(julien)
    julien.get_by_label("J’accepte ces conditions du parrainage.").check()
    julien.get_by_role("button", name="Obtenir mon lien").click()
    looks_right(julien)
    return julien.locator("code").first.inner_text()


def accept_the_offer(zoe: Page, link: str) -> None:
    zoe.goto(link)
    expect(zoe.get_by_role("heading", level=1)).to_have_text("Julien vous offre 5,00 €")
    looks_right(zoe)
    zoe.get_by_label("Prénom").fill("Zoé")
    zoe.get_by_label("Adresse e-mail").fill("ZOE@example.com")
    zoe.get_by_label("J’accepte les conditions ci-dessous.").check()
    zoe.get_by_role("button", name="Accepter l’offre").click()
    looks_right(zoe)


def stands(julien: Page, status: str) -> None:
    """The friend, shown by initials only."""
    julien.goto(FRIENDS)
    friends = julien.get_by_role("region", name="Mes filleuls").get_by_role("listitem")
    expect(friends).to_have_count(1)
    expect(friends).to_contain_text(status)
    expect(friends).not_to_contain_text("Zoé")


def give_it_back_later(julien: Page, desk: Page, mails: Mails) -> None:
    """The reward comes when the time for returns is over; a refund takes it back."""
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        night()
        julien.goto(FRIENDS)
        log_in(julien, "julien@example.com", mails)
        stands(julien, "Récompense versée")
        reward = voucher_of("57")
        assert reward.amount == Decimal(10)
        assert reward.state_at(timezone.now()) == Voucher.State.USABLE
        julien.goto(f"{ACCOUNT}bons/")
        expect(julien.locator("main")).to_contain_text(reward.code)

        mind_the_desk(desk)
        refund(
            desk,
            DemoOrder.objects.get(),
            changes=[
                "Points disponibles : 3 points → 0 point",
                f"Bon {voucher_of('101').code} : Utilisé → Utilisable",
            ],
        )
        night()
        assert voucher_of("57").state_at(timezone.now()) == Voucher.State.CANCELLED
        julien.reload()
        expect(julien.get_by_role("region", name="Autres bons")).to_contain_text(
            f"10,00 €, {reward.code} Annulé"
        )
        stands(julien, "Inscrit")
