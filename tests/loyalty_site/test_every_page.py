"""axe on every page there is: full and empty, light and dark, in French and in English."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from boutique import demo
from tests.browser import ARGUMENTS, CHROMIUM, faults
from tests.loyalty_site.every_page import INSIDE, NO_PAGES, OUTSIDE, furnish, names
from tests.portal.conftest import MODEL_BACKEND, _fresh_limits

__all__ = ["_fresh_limits"]

SHOP = "atelier-lumiere"
# Pages on the way, which the walks of the portal and of the boutique look at.
ON_THE_WAY = {"portal:code", "boutique:checkout"}
BY_NAME = {
    *("portal:conditions-version", "portal:referral-conditions-version"),
    *("portal:recommend", "portal:recommended", "portal:offer", "portal:offer-thanks"),
    *("portal:why", "portal:list", "portal:shared", "portal:card", "portal:voucher"),
    *("portal:card-print", "boutique:shelf", "boutique:product", "boutique:order"),
    *("boutique:withdraw", "boutique:bring"),
}


def test_no_page_is_forgotten() -> None:
    assert set(names()) == NO_PAGES | OUTSIDE | INSIDE | ON_THE_WAY | BY_NAME


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's loop asks the database on a connection that has to end with it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
def test_every_page_is_there_for_everybody(
    chromium: Browser, live_server: LiveServer, settings: Settings
) -> None:
    # The demo's pictures are at its own address; it opens where somebody tries it only.
    settings.BASE_URL = live_server.url
    settings.DEBUG = True
    furnished = furnish(timezone.now())
    settings.DEBUG = False
    outside = [reverse(name, args=[SHOP]) for name in sorted(OUTSIDE)]
    inside = [reverse(name, args=[SHOP]) for name in sorted(INSIDE)]
    assert set(furnished) == BY_NAME
    visits = [
        ("", [*outside, furnished["portal:recommend"], "/no/such/page/"]),
        (demo.NEW.email, inside),
        (demo.REGULAR.email, [*inside, *furnished.values()]),
    ]

    found = [
        fault
        for language in ("fr", "en")
        for email, paths in visits
        for fault in look(chromium, live_server.url, email, language, paths)
    ]

    assert not found, "\n".join(found)


def look(
    chromium: Browser, base: str, email: str, language: str, paths: list[str]
) -> list[str]:
    """What is wrong on these pages, as this person sees them."""
    context = chromium.new_context(
        base_url=base,
        locale=language,
        viewport={"width": 390, "height": 844},
        reduced_motion="reduce",
    )
    if email:
        context.add_cookies([{"name": "sessionid", "value": session(email), "url": base}])
    page, found = context.new_page(), list[str]()
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for path in paths:
        found += wrong_on(page, path, language)
    context.close()
    return [fault for fault in found if "/no/such/page/: Failed to load" not in fault]


def wrong_on(page: Page, path: str, language: str) -> Iterator[str]:
    """The page itself, in its language, whole at 320 px, and silent in axe."""
    answer = page.goto(path)
    assert answer is not None
    expected = 404 if path == "/no/such/page/" else 200
    if answer.status != expected or not page.url.endswith(path):
        yield f"{path}: {answer.status}, {page.url}"
    if page.locator("html").get_attribute("lang") != language:
        yield f"{path}: not in {language}"
    if page.locator("h1").count() != 1:
        yield f"{path}: {page.locator('h1').count()} headings"
    yield from faults(page)
    # Neither colours nor widths of the rest depend on the language.
    if language == "en":
        return
    page.emulate_media(color_scheme="dark")
    yield from (f"dark, {fault}" for fault in faults(page, ["color-contrast"]))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        yield f"{path}: {width} px wide at 320"
    page.set_viewport_size({"width": 390, "height": 844})


def session(email: str) -> str:
    """As after a code."""
    client = Client()
    user, _ = User.objects.get_or_create(email=email)
    client.force_login(user, backend=MODEL_BACKEND)
    return str(client.cookies["sessionid"].value)
