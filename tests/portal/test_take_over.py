"""A customer's session in a thief's browser: every door is tried, and nothing leaves."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import actions as accounts
from accounts.models import KnownDevice, User
from demo_shop.models import DemoAccount, DemoCart, DemoProduct, Storefront
from demo_shop.urls import urlpatterns as of_demo_shop
from giftcards.models import GiftCard
from giftcards.queries.printing import printed_at
from mailing.models import MailCategory
from mailing.queries.links import UnsubscribeLink, unsubscribe_token
from portal.urls import urlpatterns as of_portal
from shop.models import Customer
from tests.demo_shop.conftest import make_account, storefront
from tests.digests import Digest, changed, digest
from tests.factories import START, make_card
from tests.portal.test_devices import thief_of
from tests.statements import adjust, convert, put_order, set_rules
from vouchers.models import Voucher

__all__ = ["storefront"]

pytestmark = pytest.mark.django_db

# The books, who may come in, and what the shop has sold.
VALUE: tuple[str, ...] = ("points_", "vouchers_", "giftcards_", "tiers_")
VALUE += ("referrals_", "accounts_", "demo_shop_demoorder")
VALUE += ("shop_order", "shop_customer", "shop_erasure")
# What ends the session that was stolen, or ends every one.
ENDINGS = {"portal:logout", "portal:everywhere"}
PASSWORD = "correct horse battery staple"

# What each form would take.
TEMPTING = {
    "code": "AAAA-0000",
    "points": "20",
    "quantity": "1",
    "confirm": "on",
    "sure": "on",
    "email": "thief@example.com",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "new_password1": PASSWORD,
    "new_password2": PASSWORD,
    "payment_method": "card",
    "first_name": "Thief",
    "name": "Thief",
    "to_pay": "1",
}


def books() -> Digest:
    return digest(of=lambda table: table.startswith(VALUE))


@pytest.fixture
def victim(storefront: Storefront, settings: Settings) -> Customer:
    """Alice has points, a voucher, a gift card and a cart with a code in it."""
    make_account(storefront, "57", "alice@example.com")
    alice = Customer.objects.get(shop=storefront.shop, external_id="57")
    set_rules(alice.shop)
    put_order(alice.shop, "46", customer=alice)
    today = (timezone.now() - START).days - 1
    adjust(alice, 80, on=today)
    convert(alice, 20, on=today)
    make_card(alice.shop, holder=alice, valid_until=timezone.now().replace(year=2030))
    settings.STEP_UP = True
    cache.clear()
    return alice


@pytest.fixture
def session(victim: Customer) -> Client:
    """Alice in a browser that has answered a code, with a cart."""
    user, _made = User.objects.get_or_create(email=victim.email)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.post(f"/{victim.shop.code}/boutique/panier/ajouter/candle/", {"quantity": 1})
    return client


def doors(customer: Customer) -> Iterator[tuple[str, str]]:
    """Every address of « Mon compte » and of the demo shop, at rows that are there."""
    words = {
        "shop": customer.shop.code,
        "number": 1,
        "product": "candle",
        "slug": "candle",
        "order": "46",
        "pk": 1,
        "code": "SPONSOR",
        "token": "x" * 32,
        "key": str(uuid.uuid4()),
    }
    secret = {
        "portal:voucher": {"code": Voucher.objects.get(customer=customer).code},
        "portal:card": {"code": GiftCard.objects.get(holder=customer).code},
    }
    for app, patterns in (("portal", of_portal), ("demo_shop", of_demo_shop)):
        for pattern in patterns:
            assert isinstance(pattern, URLPattern)
            name = f"{app}:{pattern.name}"
            named: dict[str, Any] = {
                each: words[each] for each in pattern.pattern.converters
            }
            if app == "demo_shop":
                named["shop"] = words["shop"]
            if name not in ENDINGS:
                yield name, reverse(name, kwargs=named | secret.get(name, {}))


def test_a_stolen_session_moves_nothing_through_any_door_in_a_thousand_tries(
    session: Client, victim: Customer, mailoutbox: list[Any]
) -> None:
    secrets = [
        *Voucher.objects.values_list("code", flat=True),
        *GiftCard.objects.values_list("code", flat=True),
    ]
    assert len(secrets) == 2
    thief, tries, faults = thief_of(session), 0, list[str]()
    found = [*doors(victim)]
    before = books()

    while tries < 1000:
        for name, path in found:
            source = thief.get(f"/{victim.shop.code}/compte/points/").context["form"].token
            said = TEMPTING | {"source": source, "token": str(uuid.uuid4())}
            said["code"] = f"AAAA{tries:04}"
            for answer in (thief.get(path), thief.post(path, said)):
                body = b"".join(answer) if answer.streaming else answer.content
                faults += [
                    f"{name} shows {secret}"
                    for secret in secrets
                    if secret.encode() in body and secret not in path
                ]
                if answer.status_code >= 500:
                    faults.append(f"{name} answers {answer.status_code}")
                tries += 1

    assert faults == []
    assert changed(before, books()) == []
    assert len(mailoutbox) <= 10
    assert not KnownDevice.objects.exists()
    assert DemoProduct.objects.count() == 2


def test_a_stolen_session_does_not_pay_with_the_code_in_the_cart(
    session: Client, victim: Customer
) -> None:
    account = DemoAccount.objects.get(number="57")
    cart = DemoCart.objects.get(account=account)
    cart.codes = [Voucher.objects.get().code]
    cart.save()
    thief, shop = thief_of(session), f"/{victim.shop.code}/boutique/"

    for path in ("panier/", "commande/"):
        answer = thief.get(shop + path)
        assert "/compte/appareil/" in answer["Location"]
    answer = thief.post(f"{shop}panier/commander/")

    assert "/compte/appareil/" in answer["Location"]
    assert not Voucher.objects.get().uses.exists()
    assert session.get(f"{shop}panier/").status_code == 302, "this browser is new as well"


def test_a_token_of_one_purpose_opens_no_other_door(victim: Customer) -> None:
    """Of mails and pages: unsubscribing, a card to print, a log-in, a new password."""
    shop, now = victim.shop, timezone.now()
    card = GiftCard.objects.get()
    staff = User.objects.create_user("staff@example.com", is_staff=True)
    link = UnsubscribeLink(shop=shop.pk, category=MailCategory.OFFERS, customer=victim.pk)
    reset = accounts.make_password_link(user=staff).rstrip("/").split("/")
    tokens = {
        "unsubscribe": unsubscribe_token(link),
        "print": printed_at(card).rstrip("/").rpartition("/")[2],
        "enter": accounts.make_link(shop=shop.code, email=victim.email, now=now).token,
        "reset": reset[-1],
    }
    pages = {
        "unsubscribe": "/desabonnement/{}/",
        "print": f"/{shop.code}/carte-cadeau/{{}}/",
        "enter": f"/{shop.code}/entree/{{}}/",
        "reset": f"/admin/mot-de-passe/{reset[-2]}/{{}}/",
    }
    before = digest(of=lambda table: table.startswith((*VALUE, "mailing_")))

    for of, token in tokens.items():
        for at, page in pages.items():
            if of != at:
                client = Client(headers={"accept-language": "en"})
                path = page.format(token)
                shown = client.get(path, follow=True).content.decode()
                client.post(path, TEMPTING)
                assert card.code not in shown, (of, at)
                assert "new_password1" not in shown, (of, at)
                assert "_auth_user_id" not in client.session, (of, at)

    after = digest(of=lambda table: table.startswith((*VALUE, "mailing_")))
    assert changed(before, after) == []
