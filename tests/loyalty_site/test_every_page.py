"""Every page there is, full and empty, for whoever looks at it and however."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from demo_shop.demo import people as demo
from tests.browser import CHROMIUM, COLOURS, faults, sign_in
from tests.languages import foreign
from tests.loyalty_site.every_page import INSIDE, NO_PAGES, OUTSIDE, furnish, names
from tests.portal.conftest import _fresh_limits

__all__ = ["_fresh_limits"]

SHOP = "atelier-lumiere"
# Pages on the way, which the walks of the portal and of the demo shop look at.
ON_THE_WAY = {"portal:code", "portal:device", "demo_shop:checkout"}
BY_NAME = {
    *("portal:conditions-version", "portal:referral-conditions-version"),
    *("portal:recommend", "portal:recommended", "portal:offer", "portal:offer-thanks"),
    *("portal:why", "portal:list", "portal:shared", "portal:card", "portal:voucher"),
    *("portal:card-print", "demo_shop:category", "demo_shop:product", "demo_shop:order"),
    *("demo_shop:withdraw", "demo_shop:add_from_link"),
}


# How many things on the page move, or take their time to change.
MOVING = """() => [...document.querySelectorAll("*")].map(getComputedStyle).filter(style =>
  style.animationName !== "none" || style.scrollBehavior === "smooth" ||
  style.transitionDuration.split(",").some(each => parseFloat(each) > 0)
).length"""


def test_no_page_is_forgotten() -> None:
    assert set(names()) == NO_PAGES | OUTSIDE | INSIDE | ON_THE_WAY | BY_NAME


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
        sign_in(context, email, base)
    page, found = context.new_page(), list[str]()
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for path in paths:
        found += wrong_on(page, path, language)
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING), "then it would be found"
    context.close()
    return [fault for fault in found if "/no/such/page/: Failed to load" not in fault]


def wrong_on(page: Page, path: str, language: str) -> Iterator[str]:
    """The page itself, in its language alone, whole, at rest, and silent in axe."""
    answer = page.goto(path)
    assert answer is not None
    expected = 404 if path == "/no/such/page/" else 200
    if answer.status != expected or not page.url.endswith(path):
        yield f"{path}: {answer.status}, {page.url}"
    if page.locator("html").get_attribute("lang") != language:
        yield f"{path}: not in {language}"
    if page.locator("h1").count() != 1:
        yield f"{path}: {page.locator('h1').count()} headings"
    yield from (f"{path}: “{said}”" for said in foreign(page.content(), language))
    # What axe asks for and how wide things are does not depend on the language: no text
    # is missing in either.
    if language == "en":
        return
    yield from faults(page)
    page.emulate_media(color_scheme="dark")
    yield from (f"dark, {fault}" for fault in faults(page, COLOURS))
    page.emulate_media(color_scheme="light")
    if moving := page.evaluate(MOVING):
        yield f"{path}: {moving} things move"
    yield from too_wide(page, path)


def too_wide(page: Page, path: str) -> Iterator[str]:
    """On the narrowest phone, and on a screen of 1280 px that is zoomed to 200 %."""
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 640})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{path}: {wide} px wide at {width}"
    page.set_viewport_size({"width": 390, "height": 844})
