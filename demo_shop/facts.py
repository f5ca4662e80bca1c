"""What the shop states of its rows: the facts of the contract, in the programme's words."""

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
from demo_shop.models import Account, Category, DemoCart, Order, OrderLine, Product
from shop.rules import (
    CardPaymentFact,
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    GiftFact,
    OrderFact,
    OrderLineFact,
    ProductFact,
    net_of_discount,
)

# With tax, of what costs 1 without.
TAXED = Decimal("1.2")


def address(name: str, *words: object) -> str:
    """Of a page of the shop, from outside."""
    return f"{settings.BASE_URL}{reverse(f'demo_shop:{name}', args=words)}"


def of_account(account: Account, at: datetime) -> CustomerFact:
    return CustomerFact(
        updated_at=at,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        language=account.shop.language,
        registered_at=account.registered_at,
        group=account.group or None,
    )


def of_category(category: Category, at: datetime) -> CategoryFact:
    return CategoryFact(updated_at=at, name=category.name)


def of_product(product: Product, at: datetime) -> ProductFact:
    code = product.shop.code
    return ProductFact(
        updated_at=at,
        name=product.name,
        url=address("product", code, product.slug),
        image=address("picture", code, product.slug),
        price=product.price,
        price_excl_tax=product.price_excl_tax,
        regular_price=product.was or product.price,
        on_sale=product.on_sale,
        stock=product.stock,
        gift_card=product.gift_card,
        categories=(product.category.number,),
    )


def by_log_in(shop: str, page: str) -> str:
    """The way to a page for whoever has yet to say who he is."""
    return f"{reverse('portal:login', args=[shop])}?{urlencode({'next': page})}"


def _way_back(shop: str) -> str:
    """To the cart by way of the log-in: the mail may be read on another device."""
    cart = reverse("demo_shop:cart", args=[shop])
    return f"{settings.BASE_URL}{by_log_in(shop, cart)}"


def of_cart(cart: DemoCart) -> CartFact:
    account = cart.account
    order = Order.objects.filter(cart=cart).first() if cart.ordered else None
    return CartFact(
        updated_at=cart.updated_at,
        customer=account.number if account else None,
        email=account.email if account else "",
        currency=cart.shop.currency,
        recovery_url=_way_back(cart.shop.code),
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


def of_order(order: Order) -> OrderFact:
    """As it now stands, refunds included: a statement, not an event."""
    prefetch_related_objects([order], "lines__product")
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    return OrderFact(
        updated_at=order.updated_at,
        reference=order.reference,
        customer=order.account.number if order.account else None,
        email=order.email,
        cart=str(order.cart.key) if order.cart else None,
        state=order.state,
        raw_state=_in_the_shops_words(order),
        currency=order.shop.currency,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        lines=tuple(map(_line, lines)),
        shipping=order.shipping,
        # One rate for all: what is sent is taxed as what it is sent with.
        shipping_excl_tax=to_cent(order.shipping / TAXED),
        discount=order.discount,
        vouchers=tuple(order.vouchers),
        gift_cards=tuple(_card_payments(order, lines)),
        refunded_amount=order.refunded_amount,
        total=order.total,
    )


def _card_payments(order: Order, lines: list[OrderLine]) -> Iterator[CardPaymentFact]:
    """What came back of the goods went back to the cards first, as they had paid it."""
    back = _returned(order, lines)
    for code, said in order.gift_cards.items():
        amount = Decimal(said)
        refunded = min(amount, back)
        back -= refunded
        yield CardPaymentFact(code=code, amount=amount, refunded=refunded)


def _returned(order: Order, lines: list[OrderLine]) -> Decimal:
    """Of what cards may pay: a card that was bought was not paid with another."""
    priced = [replace(_line(line).priced, gift_card=_is_card(line)) for line in lines]
    paid = net_of_discount(priced, order.discount)
    returned = (
        line.refund_of(net)
        for line, net in zip(priced, paid, strict=True)
        if not line.gift_card
    )
    return sum(returned, order.refunded_amount)


def _is_card(line: OrderLine) -> bool:
    return line.product.gift_card


def _gift(line: OrderLine) -> GiftFact | None:
    if not line.gift:
        return None
    day = line.gift.get("deliver_on")
    said = line.gift | {"deliver_on": date.fromisoformat(day) if day else None}
    return GiftFact(**said)


def _in_the_shops_words(order: Order) -> str:
    """Whoever is reading: the same order is stated in the same words."""
    with override(order.shop.language):
        return str(Order.State(order.state).label)


def _line(line: OrderLine) -> OrderLineFact:
    return OrderLineFact(
        id=line.product.number,
        product=line.product.number,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        refunded_quantity=line.refunded_quantity,
        gift=_gift(line),
    )
