"""Pages for when something is amiss."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import permission_denied, server_error


@pytest.mark.django_db
def test_an_unknown_page_says_so(visitor: Client) -> None:
    answer = visitor.get("/no/such/page/")

    assert answer.status_code == 404
    assert "This page does not exist" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_page_that_was_open_too_long_says_what_to_do() -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = careful.post("/langue/", {"language": "en"})

    assert answer.status_code == 403
    assert "For your safety nothing was done." in answer.content.decode()


def test_our_own_failure_needs_neither_request_nor_database() -> None:
    with translation.override("en"):
        answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()


def test_a_forbidden_page_says_so() -> None:
    request = RequestFactory().get("/")

    with translation.override("en"):
        answer = permission_denied(request, PermissionError())

    assert answer.status_code == 403
    assert "This page is not for you" in answer.content.decode()


def test_a_request_nobody_understands_says_so() -> None:
    with translation.override("en"):
        assert "We did not understand this request" in render_to_string("400.html")
