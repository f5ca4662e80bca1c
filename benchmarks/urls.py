"""The product's addresses, and the barest views that its own are measured against."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from loyalty_site.urls import urlpatterns as product
from shop.models import Customer, Order, OrderLine, Product


@csrf_exempt
@transaction.atomic
def insert_order(request: HttpRequest, shop: int) -> HttpResponse:
    """The same order and lines, inserted and nothing else: the floor for taking one in."""
    body: dict[str, Any] = json.loads(request.body)
    at = body["placed_at"]
    customer = Customer.objects.get(shop=shop, external_id=body["customer"])
    names = [line["product"] for line in body["lines"]]
    products = {
        row.external_id: row
        for row in Product.objects.filter(shop=shop, external_id__in=names)
    }
    order = Order.objects.create(
        shop_id=shop,
        external_id=f"bare-{body['reference']}",
        reference=body["reference"],
        customer=customer,
        email=body["email"],
        state=body["state"],
        placed_at=at,
        paid_at=at,
        updated_at=at,
        digest=b"bare",
        shipping=body["shipping"],
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            external_id=line["id"],
            product=products[line["product"]],
            name=line["name"],
            quantity=line["quantity"],
            unit_price=line["unit_price"],
        )
        for line in body["lines"]
    )
    return JsonResponse({"changed": True}, status=201)


@login_required
def empty_page(request: HttpRequest) -> HttpResponse:
    """Somebody signed in, and the base template with nothing in it."""
    return render(request, "error.html", {"now": timezone.now()})


def select_one(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return JsonResponse({"one": cursor.fetchone()[0]})


urlpatterns: list[URLPattern | URLResolver] = [
    path("bare/orders/<int:shop>/", insert_order),
    path("bare/page/", empty_page),
    path("bare/one/", select_one),
    *product,
]
