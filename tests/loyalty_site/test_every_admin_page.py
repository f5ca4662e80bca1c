"""Every page of the back-office: light, dark, wide, narrow, in French and in English."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from demo_shop.demo import filling as demo
from reminders.models import Campaign
from tests.browser import CHROMIUM, COLOURS, faults
from tests.languages import foreign
from tests.loyalty_site import every_admin_page as every
from tests.loyalty_site.admin_world import fill
from tests.staff import backoffice

# Chromium's advice on Django's own forms: those for passwords name no account, and a
# field may have been clicked into before it asks for the cursor.
ADVICE = ["[DOM]", "Autofocus processing was blocked"]
# The same on every page: the list of all shelves is looked at on the home page.
SHELVES = "#nav-sidebar"
# Made alike for every model: the colours of the first of each stand for all.
ALIKE = ["_changelist", "_add", "_delete", "_export"]
# Rows of a list that are looked at; the hundred and first is like the first.
ROWS = 8


def test_no_page_of_the_back_office_is_forgotten() -> None:
    told = every.NO_PAGES | every.OF_SITE | every.EXPORTS | every.THE_DOOR
    told |= every.OF_SHOP | every.OF_ROWS
    shelves = {page for shelf in every.of_models() for page in every.of_shelf(shelf)}

    assert set(every.names()) == told | shelves


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
def test_every_page_of_the_back_office_is_there_for_everybody(
    chromium: Browser,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.BASE_URL = live_server.url
    settings.DEBUG = True  # the demo opens where somebody tries it only
    now = timezone.now()
    shop = demo.open_demo(now=now, size=demo.Size(customers=20, days=60))
    settings.DEBUG = False
    boss = User.objects.get(email=demo.MERCHANT)
    client = backoffice(boss)
    fill(shop, client, now)
    request = RequestFactory().get("/admin/")
    request.user = boss
    paths = every.paths(shop, request)

    for shelf in every.of_models().values():
        monkeypatch.setattr(shelf, "list_per_page", ROWS)

    own = {word for said in Campaign.objects.values_list("name", "label") for word in said}
    found = [fault for path in paths.values() for fault in in_english(client, path, own)]
    found += look(chromium, live_server.url, client, paths)

    assert not found, "\n".join(found)


def in_english(client: Client, path: str, own: set[str]) -> Iterator[str]:
    """``own`` are words of the shop itself, which stay what they are.

    What does not hang on the language is looked at in a browser, in French.
    """
    answer = client.get(path)
    said = answer.content.decode()
    if answer.status_code != 200:
        yield f"{path}: {answer.status_code}"
    if '<html lang="en' not in said:
        yield f"{path}: not in English"
    yield from (f"{path}: “{text}”" for text in foreign(said, "en") if text not in own)
    if (headings := len(re.findall("<h1[ >]", said))) != 1:
        yield f"{path}: {headings} headings"


def look(chromium: Browser, base: str, client: Client, paths: dict[str, str]) -> list[str]:
    context = chromium.new_context(
        base_url=base,
        locale="fr",
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    page, found = context.new_page(), list[str]()
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    found += wrong_on(page, "/admin/login/", colours=True)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    seen = set[str]()
    for name, path in paths.items():
        kind = next((kind for kind in ALIKE if name.endswith(kind)), name)
        found += wrong_on(page, path, colours=kind not in seen)
        seen.add(kind)
    context.close()
    return [fault for fault in found if not any(said in fault for said in ADVICE)]


def wrong_on(page: Page, path: str, *, colours: bool) -> Iterator[str]:
    """The page itself, silent in axe in the light and in the dark, and whole at 320 px."""
    answer = page.goto(path)
    assert answer is not None
    if answer.status != 200 or not page.url.endswith(path):
        yield f"{path}: {answer.status}, {page.url}"
    if page.locator("html").get_attribute("lang") != "fr":
        yield f"{path}: not in French"
    yield from (f"{path}: “{said}”" for said in foreign(page.content(), "fr"))
    if page.locator("h1").count() != 1:
        yield f"{path}: {page.locator('h1').count()} headings"
    yield from faults(page, but=SHELVES, colours=colours)
    if colours:
        page.emulate_media(color_scheme="dark")
        dark = faults(page, COLOURS, but=SHELVES)
        yield from (f"dark, {fault}" for fault in dark)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        yield f"{path}: {width} px wide at 320"
    page.set_viewport_size({"width": 1280, "height": 900})
