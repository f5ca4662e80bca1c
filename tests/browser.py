"""Debian's Chromium, driven by Playwright: one for all tests, and rules that pages hold."""

import asyncio
import re
import time
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

type Mails = list[EmailMultiAlternatives]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What is another in the dark.
COLOURS = ["color-contrast"]
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

# What a file of such tests gives as its `pytestmark`.
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]


@contextmanager
def _beside(loop: AbstractEventLoop | None) -> Iterator[None]:
    """Playwright's loop runs beside a test only while that test drives the browser: what
    asks the database beside a loop does so on a connection that belongs to it.
    """
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


@pytest.fixture(scope="session")
def _started() -> Iterator[tuple[Browser, AbstractEventLoop]]:
    with sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with _beside(None):
            yield browser, loop
        browser.close()


@pytest.fixture
def chromium(
    _started: tuple[Browser, AbstractEventLoop], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    """Started once for all tests; none finds a window that another has left open."""
    browser, loop = _started
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with _beside(loop):
        yield browser
        for context in browser.contexts:
            context.close()
        connections.close_all()


@pytest.fixture
def walker(chromium: Browser, live_server: LiveServer) -> Page:
    """Somebody who asks for English, so that sentences are those of the code, and whose
    browser runs no script.
    """
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-GB"
    )
    return context.new_page()


def sign_in(context: BrowserContext, email: str, address: str) -> None:
    """As after a code."""
    client = Client()
    user, _ = User.objects.get_or_create(email=email)
    client.force_login(user, backend=MODEL_BACKEND)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def looks_right(page: Page) -> None:
    """Nothing is cut off, and on the narrowest phone, light and dark, axe is silent.

    axe is a script, so it looks at what is shown here from a window of its own.
    """
    browser = page.context.browser
    assert browser is not None, "a page has one"
    shown, address = page.content(), page.url.partition("#")[0]

    def show(route: Route) -> None:
        route.fulfill(body=shown, content_type="text/html; charset=utf-8")

    context = browser.new_context(
        storage_state=page.context.storage_state(), reduced_motion="reduce"
    )
    twin = context.new_page()
    twin.route(address, show, times=1)
    twin.goto(address)
    for width in (1200, 800, 640, 320):
        twin.set_viewport_size({"width": width, "height": 640})
        assert twin.evaluate("document.documentElement.scrollWidth") <= width, address
    assert twin.locator("h1").count() == 1
    assert faults(twin) == []
    twin.emulate_media(color_scheme="dark")
    assert faults(twin, COLOURS) == []
    context.close()


def faults(
    page: Page, rules: list[str] = RULES, *, but: str = "", colours: bool = True
) -> list[str]:
    """What axe finds: the rule that is broken, and where. ``but`` is left out, and where
    ``colours`` is false their contrast, which takes as long as all the rest.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    asked = [
        {"exclude": [[but]]} if but else {"include": [["html"]]},
        {
            "runOnly": rules,
            "rules": {"color-contrast": {"enabled": colours}},
            "resultTypes": ["violations"],
            "preload": False,
        },
    ]
    found = page.evaluate("async asked => (await axe.run(...asked)).violations", asked)
    return [
        f"{page.url}: {each['id']} at {node['target']}"
        for each in found
        for node in each["nodes"]
    ]


def code_in(mails: Mails) -> str:
    """The mail leaves after the page has been answered, so it may be a moment late."""
    for _ in range(50):
        if mails and (found := re.search(r"[A-Z]{4}-[A-Z]{4}", str(mails[-1].body))):
            return found.group()
        time.sleep(0.1)
    raise AssertionError("no mail with a code")
