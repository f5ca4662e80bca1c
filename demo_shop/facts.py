"""Build the facts that the API takes from the rows of the shop."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import override

from core.money import to_cent
from demo_shop.models import (
    DemoAccount,
    DemoCart,
    DemoCategory,
    DemoOrder,
    DemoOrderLine,
    DemoProduct,
)
from shop.rules.amounts import net_of_discount
from shop.rules.facts import (
    CardPaymentFact,
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    GiftFact,
    OrderFact,
    OrderLineFact,
    ProductFact,
)

# Prices include 20 % tax.
TAX_FACTOR = Decimal("1.2")


def page_url(name: str, *words: object) -> str:
    """Return the absolute URL of a page of the shop."""
    return f"{settings.BASE_URL}{reverse(f'demo_shop:{name}', args=words)}"


def customer_fact(account: DemoAccount, at: datetime) -> CustomerFact:
    return CustomerFact(
        updated_at=at,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        language=account.shop.language,
        registered_at=account.registered_at,
        group=account.group or None,
    )


def category_fact(category: DemoCategory, at: datetime) -> CategoryFact:
    return CategoryFact(updated_at=at, name=category.name)


def product_fact(product: DemoProduct, at: datetime) -> ProductFact:
    code = product.shop.code
    return ProductFact(
        updated_at=at,
        name=product.name,
        url=page_url("product", code, product.slug),
        image=page_url("picture", code, product.slug),
        price=product.price,
        price_excl_tax=product.price_excl_tax,
        regular_price=product.was or product.price,
        on_sale=product.on_sale,
        stock=product.stock,
        gift_card=product.gift_card,
        categories=(product.category.number,),
    )


def login_url(shop: str, page: str) -> str:
    """Return the log-in page that leads on to ``page``."""
    return f"{reverse('portal:login', args=[shop])}?{urlencode({'next': page})}"


def cart_fact(cart: DemoCart) -> CartFact:
    account, shop = cart.account, cart.shop.code
    page = reverse("demo_shop:cart", args=[shop])
    order = DemoOrder.objects.filter(cart=cart).first() if cart.ordered else None
    return CartFact(
        updated_at=cart.updated_at,
        customer=account.number if account else None,
        email=account.email if account else "",
        currency=cart.shop.currency,
        # By way of the log-in: the mail may be read on another device.
        recovery_url=f"{settings.BASE_URL}{login_url(shop, page)}",
        order=order.number if order else None,
        lines=tuple(
            CartLineFact(
                id=line.product.number,
                product=line.product.number,
                name=line.product.name,
                quantity=line.quantity,
                unit_price=line.product.price,
            )
            for line in cart.lines.select_related("product").order_by("pk")
        ),
    )


def order_fact(order: DemoOrder) -> OrderFact:
    """State the order as it now stands, refunds included: a state, not an event."""
    prefetch_related_objects([order], "lines__product")
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    # In the shop's language, whoever is calling: the same state has the same fact.
    with override(order.shop.language):
        label = str(DemoOrder.State(order.state).label)
    return OrderFact(
        updated_at=order.updated_at,
        reference=order.reference,
        customer=order.account.number if order.account else None,
        email=order.email,
        cart=str(order.cart.key) if order.cart else None,
        state=order.state,
        raw_state=label,
        currency=order.shop.currency,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        lines=tuple(map(_line, lines)),
        shipping=order.shipping,
        # Shipping is taxed at the same rate as the goods.
        shipping_excl_tax=to_cent(order.shipping / TAX_FACTOR),
        discount=order.discount,
        vouchers=tuple(order.vouchers),
        gift_cards=tuple(_card_payments(order, lines)),
        refunded_amount=order.refunded_amount,
        total=order.total,
    )


def _card_payments(
    order: DemoOrder, lines: list[DemoOrderLine]
) -> Iterator[CardPaymentFact]:
    """Yield what each card has paid; refunds go back to the cards first, in their order."""
    # Sum what was refunded of goods: gift cards cannot be bought with gift cards.
    priced = [
        replace(_line(line).priced, gift_card=line.product.gift_card) for line in lines
    ]
    paid = net_of_discount(priced, order.discount)
    returned = (
        line.refund_of(net)
        for line, net in zip(priced, paid, strict=True)
        if not line.gift_card
    )
    back = sum(returned, order.refunded_amount)
    for code, paid_text in order.gift_cards.items():
        amount = Decimal(paid_text)
        refunded = min(amount, back)
        back -= refunded
        yield CardPaymentFact(code=code, amount=amount, refunded=refunded)


def _line(line: DemoOrderLine) -> OrderLineFact:
    day = line.gift.get("deliver_on")
    gift = line.gift | {"deliver_on": date.fromisoformat(day) if day else None}
    return OrderLineFact(
        id=line.product.number,
        product=line.product.number,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        refunded_quantity=line.refunded_quantity,
        discount=line.discount,
        gift=GiftFact(**gift) if line.gift else None,
    )
