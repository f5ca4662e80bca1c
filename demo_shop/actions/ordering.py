"""Turn a cart into an order. The amount to pay is always the programme's quote."""

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
from demo_shop.actions.carts import lock_cart, release_hold
from demo_shop.actions.syncing import client_of
from demo_shop.api_client import ProgrammeRefused
from demo_shop.models import (
    DemoCart,
    DemoCartLine,
    DemoOrder,
    DemoOrderLine,
    DemoProduct,
    Storefront,
)
from demo_shop.queries import cart_lines
from demo_shop.quotes import CartQuote

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class PaymentMethod(TextChoices):
    """How the test payment ends: the buyer chooses, no money moves."""

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


def ask_quote(
    *, storefront: Storefront, cart: DemoCart, lines: Sequence[DemoCartLine]
) -> CartQuote:
    """Price the cart as it is. Raises ProgrammeRefused and ProgrammeUnavailable."""
    return client_of(storefront.shop).quote(
        lines,
        customer=cart.account.number if cart.account else None,
        cart=str(cart.key),
        shipping=storefront.shipping,
        codes=cart.codes,
    )


def begin_checkout(*, storefront: Storefront, cart: DemoCart) -> list[str]:
    """Hold the codes of this cart while it is being paid.

    A code that cannot be held leaves the cart; answers the reasons, for the buyer.
    Raises EmptyCart and ProgrammeUnavailable.
    """
    lines = cart_lines(cart)
    if not lines:
        raise EmptyCart
    # In upper case: the API answers codes as they are stored, the cart has them as typed.
    lost = {}
    quote = ask_quote(storefront=storefront, cart=cart, lines=lines)
    for code, hold in _holds(storefront, cart, quote):
        try:
            hold()
        except ProgrammeRefused as refusal:
            # Another cart was faster, or the code has ended: the others are still held.
            lost[code.upper()] = str(refusal)
    cart.codes = [code for code in cart.codes if code.upper() not in lost]
    cart.holding = True
    cart.save(update_fields=["codes", "holding"])
    return list(lost.values())


def _holds(
    storefront: Storefront, cart: DemoCart, quote: CartQuote
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield each code with the call that holds the voucher, or the gift card's share."""
    programme = client_of(storefront.shop)
    for code in quote.used:
        yield code, partial(programme.hold, code, cart)
    for each in quote.payments:
        yield each.code, partial(programme.hold_card, each.code, cart, each.amount)


def pay(
    *,
    storefront: Storefront,
    cart: DemoCart,
    email: str,
    payment_method: PaymentMethod,
    expected: Decimal,
    now: datetime,
) -> DemoOrder:
    """Place the order of this cart. Idempotent: a cart that is ordered answers its order.

    ``expected`` is the amount that the buyer was shown. The caller syncs the order.
    Raises PaymentRefused, PriceChanged, EmptyCart, SoldOut, ProgrammeRefused and
    ProgrammeUnavailable; the cart is then as it was.
    """
    if payment_method == PaymentMethod.REFUSED and not cart.ordered:
        release_hold(cart, cart.codes)
        raise PaymentRefused
    # 1. Lock the cart. 2. Price it anew and compare. 3. Hold its codes. 4. Write the order
    # and take the goods. 5. Close the cart. A refusal at any step undoes those before it,
    # but for the holds, which end by themselves.
    with transaction.atomic():
        # Two windows may pay at once: the second one waits here and finds the order.
        lock_cart(cart)
        if cart.ordered:
            return DemoOrder.objects.select_related("shop", "account").get(cart=cart)
        lines = cart_lines(cart)
        quote = ask_quote(storefront=storefront, cart=cart, lines=lines)
        if not lines:
            raise EmptyCart
        if quote.to_pay != expected:
            raise PriceChanged
        # Held again: the first holds may have ended while the buyer looked at the page.
        for _code, hold in _holds(storefront, cart, quote):
            hold()
        order = _write(
            storefront=storefront,
            cart=cart,
            quote=quote,
            email=email,
            payment_method=payment_method,
            now=now,
        )
        for line in lines:
            # One statement decides and takes: two buyers cannot both have the last piece.
            stock = DemoProduct.objects.filter(pk=line.product_id, stock__gte=line.quantity)
            if not stock.update(stock=F("stock") - line.quantity):
                raise SoldOut(line)
        DemoOrderLine.objects.bulk_create(order_line(order, line, quote) for line in lines)
        cart.ordered, cart.holding, cart.updated_at = True, False, now
        cart.save(update_fields=["ordered", "holding", "updated_at"])
    return order


def _write(
    *,
    storefront: Storefront,
    cart: DemoCart,
    quote: CartQuote,
    email: str,
    payment_method: PaymentMethod,
    now: datetime,
) -> DemoOrder:
    # Numbers have no gap: the row is locked until the order is committed, and an order
    # that is undone gives its number back.
    locked = Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    locked.last_order += 1
    locked.save(update_fields=["last_order"])
    # Gift cards may have paid all of it: then there is no cheque to wait for.
    paid = payment_method == PaymentMethod.ACCEPTED or not quote.to_pay
    return DemoOrder.objects.create(
        shop=storefront.shop,
        number=str(locked.last_order),
        reference=new_reference(),
        account=cart.account,
        email=email,
        cart=cart,
        state=DemoOrder.State.PAID if paid else DemoOrder.State.PENDING,
        placed_at=now,
        paid_at=now if paid else None,
        updated_at=now,
        shipping=quote.shipping,
        discount=quote.off_goods,
        total=quote.total,
        vouchers=quote.used,
        gift_cards={each.code: f"{each.amount:.2f}" for each in quote.payments},
    )


def order_line(order: DemoOrder, line: DemoCartLine, quote: CartQuote) -> DemoOrderLine:
    product = line.product
    return DemoOrderLine(
        order=order,
        product=product,
        name=product.name,
        quantity=line.quantity,
        unit_price=product.price,
        unit_price_excl_tax=product.price_excl_tax,
        on_sale=product.on_sale,
        discount=quote.lines[product.number].discount,
        gift=line.gift,
    )


def new_reference() -> str:
    """Draw nine letters, as French shops use: to read out, never to find a page by."""
    return "".join(secrets.choice(_LETTERS) for _ in range(9))
