"""Debian's Chromium, driven by Playwright, and the accessibility rules we hold."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds: the rule that is broken, and where."""
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [
        f"{page.url}: {each['id']} at {node['target']}"
        for each in found
        for node in each["nodes"]
    ]
