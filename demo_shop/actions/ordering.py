"""From a cart to an order. What is to be paid is what the programme quotes, no other."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refused
from demo_shop.actions.carts import let_go, lock_cart
from demo_shop.actions.telling import programme_of
from demo_shop.models import DemoCart, DemoCartLine, Order, OrderLine, Product, Storefront
from demo_shop.programme import SaidNo
from demo_shop.queries import cart_lines
from demo_shop.quotes import Quote

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Means(TextChoices):
    """Nobody's money moves: the buyer says how the payment ends."""

    ACCEPTED = "accepted", gettext_lazy("Payment accepted")
    CHEQUE = "cheque", gettext_lazy("Awaiting cheque payment")
    REFUSED = "refused", gettext_lazy("Payment refused")


class EmptyCart(Refused):
    code = "empty_cart"

    def __init__(self) -> None:
        super().__init__(_("Your cart is empty."))


class PriceChanged(Refused):
    code = "price_changed"

    def __init__(self) -> None:
        super().__init__(
            _("The amount has changed meanwhile. Please look at it again, then confirm.")
        )


class PaymentRefused(Refused):
    code = "payment_refused"

    def __init__(self) -> None:
        super().__init__(
            _("The payment was refused. Nothing was charged, and your cart is untouched.")
        )


class SoldOut(Refused):
    code = "sold_out"

    def __init__(self, line: DemoCartLine) -> None:
        super().__init__(
            _("“%(product)s” has just been sold.") % {"product": line.product.name}
        )


def ask_quote(*, front: Storefront, cart: DemoCart, lines: Sequence[DemoCartLine]) -> Quote:
    """The price of the cart as it is. Raises SaidNo and Away."""
    return programme_of(front.shop).quote(
        lines,
        customer=cart.account.number if cart.account else None,
        cart=str(cart.key),
        shipping=front.shipping,
        codes=cart.codes,
    )


def begin_checkout(*, front: Storefront, cart: DemoCart) -> list[str]:
    """Hold the vouchers of this cart while its owner pays.

    One that cannot be held any more leaves the cart: answers what is said of those.
    Raises EmptyCart and Away.
    """
    lines = cart_lines(cart)
    if not lines:
        raise EmptyCart
    lost = {}
    quote = ask_quote(front=front, cart=cart, lines=lines)
    for code, hold in _holds(front, cart, quote):
        try:
            hold()
        except SaidNo as refusal:
            lost[code.upper()] = str(refusal)
    cart.codes = [code for code in cart.codes if code.upper() not in lost]
    cart.holding = True
    cart.save(update_fields=["codes", "holding"])
    return list(lost.values())


def _holds(
    front: Storefront, cart: DemoCart, quote: Quote
) -> Iterator[tuple[str, Callable[[], None]]]:
    """By code, the call that keeps the voucher, or what the gift card is to pay."""
    programme = programme_of(front.shop)
    for code in quote.used:
        yield code, partial(programme.hold, code, cart)
    for each in quote.payments:
        yield each.code, partial(programme.hold_card, each.code, cart, each.amount)


def pay(
    *,
    front: Storefront,
    cart: DemoCart,
    email: str,
    means: Means,
    expected: Decimal,
    now: datetime,
) -> Order:
    """The order this cart becomes, or has become: two windows make one order.

    ``expected`` is what the buyer was shown. The caller tells the programme.
    Raises PaymentRefused, PriceChanged, EmptyCart, SoldOut, SaidNo and Away; the
    cart is then as it was.
    """
    if means == Means.REFUSED and not cart.ordered:
        let_go(cart, cart.codes)
        raise PaymentRefused
    with transaction.atomic():
        lock_cart(cart)
        if cart.ordered:
            return Order.objects.select_related("shop", "account").get(cart=cart)
        lines = cart_lines(cart)
        quote = ask_quote(front=front, cart=cart, lines=lines)
        if not lines:
            raise EmptyCart
        if quote.to_pay != expected:
            raise PriceChanged
        for _code, hold in _holds(front, cart, quote):
            hold()
        order = _write(
            front=front, cart=cart, quote=quote, email=email, means=means, now=now
        )
        for line in lines:
            _sell(line)
        OrderLine.objects.bulk_create(order_line(order, line) for line in lines)
        cart.ordered, cart.holding, cart.updated_at = True, False, now
        cart.save(update_fields=["ordered", "holding", "updated_at"])
    return order


def _write(
    *,
    front: Storefront,
    cart: DemoCart,
    quote: Quote,
    email: str,
    means: Means,
    now: datetime,
) -> Order:
    paid = means == Means.ACCEPTED or not quote.to_pay
    return Order.objects.create(
        shop=front.shop,
        number=_next_number(front),
        reference=new_reference(),
        account=cart.account,
        email=email,
        cart=cart,
        state=Order.State.PAID if paid else Order.State.PENDING,
        placed_at=now,
        paid_at=now if paid else None,
        updated_at=now,
        shipping=quote.shipping,
        discount=quote.off_goods,
        total=quote.total,
        vouchers=quote.used,
        gift_cards={each.code: f"{each.amount:.2f}" for each in quote.payments},
    )


def order_line(order: Order, line: DemoCartLine) -> OrderLine:
    product = line.product
    return OrderLine(
        order=order,
        product=product,
        name=product.name,
        quantity=line.quantity,
        unit_price=product.price,
        unit_price_excl_tax=product.price_excl_tax,
        on_sale=product.on_sale,
        gift=line.gift,
    )


def _sell(line: DemoCartLine) -> None:
    there = Product.objects.filter(pk=line.product_id, stock__gte=line.quantity)
    if not there.update(stock=F("stock") - line.quantity):
        raise SoldOut(line)


def _next_number(front: Storefront) -> str:
    locked = Storefront.objects.select_for_update(no_key=True).get(pk=front.pk)
    locked.last_order += 1
    locked.save(update_fields=["last_order"])
    return str(locked.last_order)


def new_reference() -> str:
    """Nine letters, as French shops have them: to read out, not to find a page by."""
    return "".join(secrets.choice(_LETTERS) for _ in range(9))
