"""Chromium, driven by Playwright: sign a person in and photograph the pages they see."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, StorageState, sync_playwright

from demo_shop.demo import filling as demo
from loyalty_site.pictures.album import Picture, Who
from loyalty_site.pictures.scene import Scene

NAMES = ("chromium", "chromium-browser", "google-chrome")
# The language is that of date fields.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--lang=fr-FR"]
PHONE, DESK = 390, 1280
# Dots of a picture for a pixel of a phone's page.
FINE = 1.5
# Django's own name for whether the back-office shows its menu at the side.
NO_MENU = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
# To a heading, with a little above it.
SCROLL = "each => window.scrollTo(0, each.getBoundingClientRect().top + scrollY - 16)"
# A page that has not answered by then has changed.
PATIENCE = 10_000


class NoPicture(Exception):  # noqa: N818 -- it reads as the sentence it is
    """Its text is for the person at the terminal."""


def chromium() -> str:
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise NoPicture(
        "The pictures are taken with Chromium, and it is not installed "
        "(Debian: apt-get install chromium)."
    )


@dataclass(frozen=True, slots=True)
class Camera:
    """``site`` is the address that the pages show."""

    browser: Browser
    site: str
    scene: Scene
    folder: Path

    def take(self, picture: Picture, state: StorageState) -> Path:
        width, scale = (PHONE, FINE) if picture.phone else (DESK, 1)
        with self._page(
            storage_state=state,
            viewport={"width": width, "height": picture.height},
            device_scale_factor=scale,
        ) as page:
            answer = page.goto(self.scene.pages[picture.on])
            if answer is None or not answer.ok:
                raise NoPicture(f"{picture.name}: {page.url} does not open.")
            # Raises NoPicture where the page is no longer what the album takes it for.
            try:
                if picture.before:
                    picture.before(page)
                if picture.heading:
                    heading = page.get_by_role("heading", name=picture.heading).first
                    heading.evaluate(SCROLL)
            except Error as error:
                raise NoPicture(f"{picture.name}, {page.url}: {error.message}") from error
            # Pictures on the page come when they are about to be seen.
            page.wait_for_load_state("networkidle")
            path = self.folder / f"{picture.name}.png"
            page.screenshot(path=path)
        return path

    def sign_in(self, who: Who) -> StorageState:
        with self._page() as page:
            if who == Who.CUSTOMER:
                page.goto(self.scene.entrance)
            else:
                page.goto(self.scene.pages["accueil"])
                page.locator("[name=username]").fill(demo.MERCHANT)
                page.locator("[name=password]").fill(demo.PASSWORD)
                page.locator("[name=password]").press("Enter")
                page.wait_for_load_state()
            return page.context.storage_state()

    @contextmanager
    def _page(self, **said: Any) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=self.site,
            locale="fr-FR",
            color_scheme="light",
            reduced_motion="reduce",
            **said,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(NO_MENU)
        try:
            yield context.new_page()
        finally:
            context.close()


def photograph(
    album: Iterable[Picture], scene: Scene, *, site: str, port: int, folder: Path
) -> Iterator[Path]:
    """Take the pictures; what listens on ``port`` answers for ``site``. Raises
    NoPicture.
    """
    host = urlsplit(site).hostname
    here = [f"--host-resolver-rules=MAP {host} 127.0.0.1:{port}"]
    # Where the buttons that copy are shown.
    here += [f"--unsafely-treat-insecure-origin-as-secure={site}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=ARGUMENTS + here
        )
        camera = Camera(browser, site, scene, folder)
        for who, own in groupby(album, key=lambda each: each.who):
            state = camera.sign_in(who)
            for picture in own:
                yield camera.take(picture, state)
        browser.close()
