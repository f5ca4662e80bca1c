"""Requests that make no sense are refused, and never an error of ours."""

from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory
from psycopg2.errors import DeadlockDetected

from loyalty_site.requests import OddRequests, Patience
from programme.actions import merging as programme
from shop.models import Customer, Shop
from tests.staff import backoffice, make_staff
from vouchers.actions.budgets import open_budget

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "page",
    [
        *("envies/%00/", "ami/%00/", "compte/points/commande/a%00/"),
        *("compte/cartes-cadeaux/a%00/", "%00", "compte/bons/%00/"),
    ],
)
def test_a_nul_in_an_address_is_no_page(shop: Shop, page: str) -> None:
    assert Client().get(f"/{shop.code}/{page}").status_code == 404


def test_a_nul_in_a_query_is_refused(shop: Shop) -> None:
    assert Client().get(f"/{shop.code}/connexion/?next=%00").status_code == 400


def test_the_api_answers_a_nul_with_a_problem_of_its_own(shop: Shop) -> None:
    answer = Client().get("/api/v1/customers/a%00/account")

    assert answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"


class NeverRead(BytesIO):
    """A body that nobody may touch."""

    def read(self, *_size: int | None) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("path", ["/api/v1/orders/x", "/api/v1/batch", "/api/v1/quotes"])
def test_the_key_is_judged_before_a_body_is_read(path: str) -> None:
    answer = Client().generic(
        "PUT" if "orders" in path else "POST",
        path,
        content_type="application/json",
        headers={"authorization": "Bearer wrong"},
        **{"wsgi.input": NeverRead(), "CONTENT_LENGTH": "5000"},  # type: ignore[arg-type]
    )

    assert answer.status_code == 401


def test_a_body_that_never_came_is_told_so() -> None:
    odd = OddRequests(lambda _request: HttpResponse())

    answer = odd.process_exception(HttpRequest(), UnreadablePostError("late"))

    assert answer is not None
    assert answer.status_code == 408


def test_the_history_of_a_budget_takes_no_form(shop: Shop) -> None:
    budget = open_budget(shop=shop, name="Noël", max_count=5, max_amount=None)
    clerk = backoffice(make_staff("clerk@example.com", shop))

    page = f"/admin/vouchers/budget/{budget.pk}/history/"

    assert clerk.get(page).status_code == 200
    assert clerk.post(page).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_whose_transaction_gave_way_is_done_again(method: str) -> None:
    tries: list[int] = []

    def view(_request: HttpRequest) -> HttpResponse:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError from DeadlockOf()
        return HttpResponse("done")

    request = getattr(RequestFactory(), method)("/boutique/compte/")
    patience: Any = Patience(lambda _request: HttpResponse())
    answer = patience.process_view(request, view, (), {})

    assert (answer and answer.content, len(tries)) == (
        (b"done", 3) if method == "post" else (None, 0)
    )


class DeadlockOf(DeadlockDetected):
    pgcode = "40P01"


def test_every_form_of_the_site_passes_by_the_patience(
    alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The merge page gives way once, and merges all the same."""
    other = Customer.objects.create(
        shop=alice.shop, external_id="91", email="b@example.com"
    )
    calls: list[int] = []

    right = programme.merge_customers

    def merge(**named: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError from DeadlockOf()
        return right(**named)

    monkeypatch.setattr(programme, "merge_customers", merge)
    clerk = backoffice(make_staff("clerk@example.com", alice.shop))

    answer = clerk.post(
        f"/admin/shop/customer/{alice.pk}/merge/", {"other": "91", "confirm": other.pk}
    )

    assert answer.status_code == 302
    assert len(calls) == 2
    other.refresh_from_db()
    assert other.merged_into == alice
