"""What happens in the shop, by oscar's own classes: as its pages would have it."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.offer.applicator import Applicator
from oscar.apps.order.utils import OrderCreator, OrderNumberGenerator
from oscar.apps.partner.strategy import Selector
from oscar.apps.shipping.methods import FixedPrice
from oscar.core.loading import get_model

Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Category = get_model("catalogue", "Category")
StockRecord = get_model("partner", "StockRecord")
Partner = get_model("partner", "Partner")
Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
PaymentEventType = get_model("order", "PaymentEventType")
Voucher = get_model("voucher", "Voucher")


def _product(said: Mapping[str, Any]) -> dict[str, Any]:
    kind, _made = ProductClass.objects.get_or_create(name="Goods", track_stock=False)
    partner, _made = Partner.objects.get_or_create(name="Us", code="us")
    product = Product.objects.create(product_class=kind, title=said["title"])
    shelf = Category.objects.first() or Category.add_root(name="Bougies")
    product.categories.add(shelf)
    StockRecord.objects.create(
        product=product, partner=partner, partner_sku=f"s{product.pk}", price=said["price"]
    )
    return {"id": product.pk}


def _customer(said: Mapping[str, Any]) -> dict[str, Any]:
    user = get_user_model().objects.create_user(said["email"], said["email"])
    return {"id": user.pk}


def _order(said: Mapping[str, Any]) -> dict[str, Any]:
    """``codes`` are typed into the basket; one that is not taken is left out."""
    user = get_user_model().objects.filter(pk__in=[said.get("customer")]).first()
    basket = Basket.objects.create(owner=user)
    basket.strategy = Selector().strategy(user=user)
    for product, quantity in said["goods"]:
        basket.add_product(Product.objects.get(pk=product), quantity)
    for voucher in Voucher.objects.filter(code__in=said.get("codes", [])):
        usable, _why = voucher.is_available_to_user(user)
        if usable and voucher.is_active():
            basket.vouchers.add(voucher)
    Applicator().apply(basket, user)
    method = FixedPrice(Decimal("5.80"), Decimal("5.80"))
    charge = method.calculate(basket)
    order = OrderCreator().place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        shipping_method=method,
        shipping_charge=charge,
        user=user,
        order_number=OrderNumberGenerator().order_number(basket),
        status="Pending",
        guest_email=said.get("email", ""),
    )
    basket.submit()
    order.set_status("Paid")
    return {"id": order.number, "total": str(order.total_incl_tax)}


def _state(said: Mapping[str, Any]) -> dict[str, Any]:
    Order.objects.get(number=said["order"]).set_status(said["state"])
    return {}


def _refund(said: Mapping[str, Any]) -> dict[str, Any]:
    order = Order.objects.get(number=said["order"])
    kind, _made = PaymentEventType.objects.get_or_create(name="Refunded", code="refunded")
    event = order.payment_events.create(event_type=kind, amount=Decimal(said["amount"]))
    if pieces := said.get("pieces"):
        event.line_quantities.create(line=order.lines.first(), quantity=pieces)
    return {}


def _forget(said: Mapping[str, Any]) -> dict[str, Any]:
    get_user_model().objects.filter(pk=said["customer"]).delete()
    return {}


_LIFE: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "product": _product,
    "customer": _customer,
    "order": _order,
    "state": _state,
    "refund": _refund,
    "forget": _forget,
}


@csrf_exempt
def happen(request: HttpRequest, what: str = "", **_shown: Any) -> JsonResponse:
    return JsonResponse(_LIFE[what](json.loads(request.body)))
