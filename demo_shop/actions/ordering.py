"""From a basket to an order. What is to be paid is what the programme quotes, no other."""

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
from demo_shop.actions.baskets import let_go, lock_basket
from demo_shop.actions.telling import programme_of
from demo_shop.models import Basket, BasketLine, Order, OrderLine, Product, Storefront
from demo_shop.programme import SaidNo
from demo_shop.queries import basket_lines
from demo_shop.quotes import Quote

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Means(TextChoices):
    """Nobody's money moves: the buyer says how the payment ends."""

    ACCEPTED = "accepted", gettext_lazy("Payment accepted")
    CHEQUE = "cheque", gettext_lazy("Awaiting cheque payment")
    REFUSED = "refused", gettext_lazy("Payment refused")


class EmptyBasket(Refused):
    code = "empty_basket"

    def __init__(self) -> None:
        super().__init__(_("Your basket is empty."))


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
            _("The payment was refused. Nothing was charged, and your basket is untouched.")
        )


class SoldOut(Refused):
    code = "sold_out"

    def __init__(self, line: BasketLine) -> None:
        super().__init__(
            _("“%(product)s” has just been sold.") % {"product": line.product.name}
        )


def ask_quote(*, front: Storefront, basket: Basket, lines: Sequence[BasketLine]) -> Quote:
    """The price of the basket as it is. Raises SaidNo and Away."""
    return programme_of(front.shop).quote(
        lines,
        customer=basket.account.number if basket.account else None,
        cart=str(basket.key),
        shipping=front.shipping,
        codes=basket.codes,
    )


def begin_checkout(*, front: Storefront, basket: Basket) -> list[str]:
    """Hold the bons of this basket while its owner pays.

    One that cannot be held any more leaves the basket: answers what is said of those.
    Raises EmptyBasket and Away.
    """
    lines = basket_lines(basket)
    if not lines:
        raise EmptyBasket
    lost = {}
    quote = ask_quote(front=front, basket=basket, lines=lines)
    for code, hold in _holds(front, basket, quote):
        try:
            hold()
        except SaidNo as refusal:
            lost[code.upper()] = str(refusal)
    basket.codes = [code for code in basket.codes if code.upper() not in lost]
    basket.holding = True
    basket.save(update_fields=["codes", "holding"])
    return list(lost.values())


def _holds(
    front: Storefront, basket: Basket, quote: Quote
) -> Iterator[tuple[str, Callable[[], None]]]:
    """By code, the call that keeps the bon, or what the gift card is to pay."""
    programme = programme_of(front.shop)
    for code in quote.used:
        yield code, partial(programme.hold, code, basket)
    for each in quote.payments:
        yield each.code, partial(programme.hold_card, each.code, basket, each.amount)


def pay(
    *,
    front: Storefront,
    basket: Basket,
    email: str,
    means: Means,
    expected: Decimal,
    now: datetime,
) -> Order:
    """The order this basket becomes, or has become: two windows make one order.

    ``expected`` is what the buyer was shown. The caller tells the programme.
    Raises PaymentRefused, PriceChanged, EmptyBasket, SoldOut, SaidNo and Away; the
    basket is then as it was.
    """
    if means == Means.REFUSED and not basket.ordered:
        let_go(basket, basket.codes)
        raise PaymentRefused
    with transaction.atomic():
        lock_basket(basket)
        if basket.ordered:
            return Order.objects.select_related("shop", "account").get(basket=basket)
        lines = basket_lines(basket)
        quote = ask_quote(front=front, basket=basket, lines=lines)
        if not lines:
            raise EmptyBasket
        if quote.to_pay != expected:
            raise PriceChanged
        for _code, hold in _holds(front, basket, quote):
            hold()
        order = _write(
            front=front, basket=basket, quote=quote, email=email, means=means, now=now
        )
        for line in lines:
            _sell(line)
        OrderLine.objects.bulk_create(order_line(order, line) for line in lines)
        basket.ordered, basket.holding, basket.updated_at = True, False, now
        basket.save(update_fields=["ordered", "holding", "updated_at"])
    return order


def _write(
    *,
    front: Storefront,
    basket: Basket,
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
        account=basket.account,
        email=email,
        basket=basket,
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


def order_line(order: Order, line: BasketLine) -> OrderLine:
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


def _sell(line: BasketLine) -> None:
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
