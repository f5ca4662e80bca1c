"""The cast: Alice owns, Bob is somebody else, and each test opens its own shop."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import settings

from shop.models import Customer, Shop
from tests.browser import _started, chromium, walker
from tests.factories import CustomerFactory, make_shop

__all__ = ["_started", "chromium", "walker"]

# The same examples each time, so that a red build is red again; HYPOTHESIS_PROFILE=search
# looks for new ones, for as long as a night is.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure() -> None:
    """Errands run at once: another thread would not see what a test has written. Browsers
    of customers who were logged in by a test have answered no code.
    """
    django_settings.ERRANDS_IN_THREADS = False
    django_settings.STEP_UP = False
    _give_each_worker_its_cache()


def _give_each_worker_its_cache() -> None:
    """Number the cache's database by pytest-xdist's worker (gw0 → 1, gw1 → 2, …).

    A test that empties the cache would otherwise log out the staff of a test beside it.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker:
        server, _, _ = django_settings.REDIS_URL.rpartition("/")
        django_settings.CACHES["default"]["LOCATION"] = f"{server}/{int(worker) + 1}"


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Begin and end each test in the language of the settings.

    A request activates the reader's language for its thread, and Django leaves it active
    after the answer: a refusal would read in French or English by the order of tests.
    """
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


@pytest.fixture
def alice(shop: Shop) -> Customer:
    return CustomerFactory.create(shop=shop, external_id="57", email="alice@example.com")


@pytest.fixture
def bob(shop: Shop) -> Customer:
    return CustomerFactory.create(
        shop=shop, external_id="58", email="bob@example.com", first_name="Bob"
    )
