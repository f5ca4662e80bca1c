"""The pictures of the documentation: the shop they show, and what stands in the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from demo_shop.demo import filling as demo
from giftcards.models import GiftCard
from loyalty_site.pictures import camera, studio
from loyalty_site.pictures.album import ALBUM, Picture, Who
from loyalty_site.pictures.scene import Scene, arrange
from referrals.models import Referral
from reminders.models import Reminder
from reminders.queries.announcement import announce
from reminders.queries.campaigns import running
from shop.models import Shop
from tests.browser import CHROMIUM

SITE = "http://fidelite.example"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_shop_has_a_page_for_every_picture(settings: Settings) -> None:
    settings.DEBUG = True
    now = timezone.now()
    scene = arrange(now, demo.Size(customers=25, days=180))
    customer, merchant = Client(), Client()
    customer.get(scene.entrance)
    merchant.post("/admin/login/", {"username": demo.MERCHANT, "password": demo.PASSWORD})

    for picture in ALBUM:
        client = customer if picture.who == Who.CUSTOMER else merchant
        assert client.get(scene.pages[picture.on]).status_code == 200, picture.name
    assert {each.on for each in ALBUM} == set(scene.pages)

    shop = Shop.objects.get(code="atelier-lumiere")
    assert Referral.objects.filter(shop=shop, status=Referral.Status.HELD).count() == 1
    assert [card.balance for card in GiftCard.objects.order_by("pk")] == [35, 30, 100]
    assert Reminder.objects.filter(mail__state="sent").exists()
    assert announce(running(shop), now).mails


def test_an_unknown_picture_is_refused_with_those_there_are() -> None:
    with pytest.raises(studio.NoPicture, match=r"no picture portrait\. There are compte,"):
        next(studio.take(["portrait"]))


def test_without_chromium_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    with pytest.raises(camera.NoPicture, match="apt-get install chromium"):
        next(studio.take([]))


@pytest.fixture
def port(live_server: LiveServer, settings: Settings) -> Iterator[int]:
    """Of a site with a merchant in it. Playwright's loop is not to keep the database."""
    settings.ALLOWED_HOSTS = ["fidelite.example"]
    settings.CSRF_TRUSTED_ORIGINS = [SITE]
    User.objects.create_superuser(demo.MERCHANT, demo.PASSWORD)
    yield int(live_server.url.rpartition(":")[2])
    connections.close_all()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
@pytest.mark.django_db(transaction=True)
def test_the_merchant_is_signed_in_before_a_picture_is_taken(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(camera, "PATIENCE", 3_000)
    scene = Scene(entrance="", pages={"accueil": "/admin/"})
    there = Picture(name="accueil", heading="Accueil", height=500)
    gone = Picture(name="parti", page="accueil", heading="Nowhere")
    taken = camera.photograph([there, gone], scene, site=SITE, port=port, folder=tmp_path)

    assert next(taken) == tmp_path / "accueil.png"
    head = (tmp_path / "accueil.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(head[16:20]), int.from_bytes(head[20:])] == [1280, 500]
    with pytest.raises(camera.NoPicture, match=r"parti, http://fidelite\.example/admin/"):
        next(taken)
