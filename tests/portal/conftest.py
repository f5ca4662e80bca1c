"""A visitor is a browser that asks for English, so that sentences are those of the code."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from shop.models import Customer
from tests.browser import MODEL_BACKEND

__all__ = ["MODEL_BACKEND"]


@pytest.fixture(autouse=True)
def _fresh_limits(settings: Settings) -> None:
    """Rate limits are counted in a real cache: each test counts in a corner of its own."""
    caches = {name: {**each} for name, each in settings.CACHES.items()}
    caches["default"]["KEY_PREFIX"] = f"test-{uuid.uuid4()}"
    settings.CACHES = caches


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def visit(visitor: Client) -> Callable[[Customer], Client]:
    """Signed in with the customer's address, as after a code."""

    def sign_in(customer: Customer) -> Client:
        address = customer.email.lower() or f"{customer.external_id}@example.com"
        user, _ = User.objects.get_or_create(email=address)
        visitor.force_login(user, backend=MODEL_BACKEND)
        return visitor

    return sign_in
