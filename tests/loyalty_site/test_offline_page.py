"""The page of a site whose servers are away needs none of them."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from redis.exceptions import ConnectionError as RedisGone

from loyalty_site.offline_page import server_error


def page_for(error: Exception) -> HttpResponse:
    with translation.override("en"):
        try:
            raise error  # noqa: TRY301 -- it must be the one at work
        except Exception:  # noqa: BLE001 -- as Django does
            return server_error(RequestFactory().get("/"))


@pytest.mark.parametrize("error", [OperationalError(), InterfaceError(), RedisGone()])
def test_a_server_that_is_away_is_said_to_be_away(error: Exception) -> None:
    page = page_for(error)

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Out of order for a moment" in page.content.decode()
    assert "Your points and your vouchers are safe" in page.content.decode()


def test_whatever_else_breaks_is_our_own_fault() -> None:
    page = page_for(ZeroDivisionError())

    assert page.status_code == 500
    assert "Something went wrong on our side" in page.content.decode()
