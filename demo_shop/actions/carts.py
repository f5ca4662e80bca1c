"""Things go into a cart and out of it. Each change lets go of the vouchers it held."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.actions.telling import let_go_of, tell_cart
from demo_shop.models import Account, DemoCart, DemoCartLine, Product, Storefront

MOST_CODES = 10
MOST_PIECES = 99


class TooManyCodes(Refused):
    code = "too_many_codes"

    def __init__(self) -> None:
        super().__init__(_("A cart takes %(most)d codes at most.") % {"most": MOST_CODES})


class TooMany(Refused):
    code = "too_many"

    def __init__(self, product: Product, most: int) -> None:
        sentence = _("There are only %(most)d left of “%(product)s”.")
        if not most:
            sentence = _("“%(product)s” is sold out.")
        super().__init__(sentence % {"most": most, "product": product.name})


class AnotherGift(Refused):
    code = "another_gift"

    def __init__(self, product: Product) -> None:
        sentence = _(
            "“%(product)s” is in your cart already, for somebody else or with another "
            "message. Place that order first, or take it out."
        )
        super().__init__(sentence % {"product": product.name})


def new_cart(*, front: Storefront, account: Account | None, now: datetime) -> DemoCart:
    if account is None:
        return DemoCart.objects.create(shop=front.shop, updated_at=now)
    with transaction.atomic():
        _lock_account(account)
        cart, _created = DemoCart.objects.get_or_create(
            shop=front.shop, account=account, ordered=False, defaults={"updated_at": now}
        )
    return cart


def put_in(
    *,
    cart: DemoCart,
    product: Product,
    quantity: int,
    now: datetime,
    gift: Mapping[str, str] | None = None,
) -> None:
    """So many more of an article; ``gift`` is for whom a gift card is.

    Raises TooMany and AnotherGift.
    """
    with transaction.atomic():
        lock_cart(cart)
        line = cart.lines.filter(product=product).first()
        if line and product.gift_card and line.gift != (gift or {}):
            raise AnotherGift(product)
        _write(cart, product, quantity + (line.quantity if line else 0))
        if product.gift_card:
            cart.lines.filter(product=product).update(gift=gift or {})
    _has_changed(cart, now)


def set_quantity(*, cart: DemoCart, product: Product, quantity: int, now: datetime) -> None:
    """So many, or none. Raises TooMany."""
    with transaction.atomic():
        lock_cart(cart)
        _write(cart, product, quantity)
    _has_changed(cart, now)


def _write(cart: DemoCart, product: Product, quantity: int) -> None:
    most = min(product.stock, MOST_PIECES)
    if quantity > most:
        raise TooMany(product, most)
    if quantity:
        DemoCartLine.objects.update_or_create(
            cart=cart, product=product, defaults={"quantity": quantity}
        )
    else:
        cart.lines.filter(product=product).delete()


def add_code(*, cart: DemoCart, code: str, now: datetime) -> None:
    """What it is worth, or why nothing, the next quote says. Raises TooManyCodes."""
    with transaction.atomic():
        lock_cart(cart)
        if code.upper() in (known.upper() for known in cart.codes):
            return
        if len(cart.codes) >= MOST_CODES:
            raise TooManyCodes
        cart.codes = [*cart.codes, code]
        cart.save(update_fields=["codes"])
    _has_changed(cart, now)


def drop_code(*, cart: DemoCart, code: str, now: datetime) -> None:
    with transaction.atomic():
        lock_cart(cart)
        held = list(cart.codes)
        cart.codes = [known for known in held if known.upper() != code.upper()]
        cart.save(update_fields=["codes"])
    let_go(cart, held)
    _has_changed(cart, now)


def adopt(*, account: Account, cart: DemoCart, now: datetime) -> DemoCart:
    """What somebody had put in before he signed in joins what he had in his own cart."""
    with transaction.atomic():
        _lock_account(account)
        lock_cart(cart)
        rows = DemoCart.objects.select_for_update(no_key=True)
        own = rows.filter(account=account, ordered=False).first()
        if own is None:
            own = cart
            own.account = account
            own.save(update_fields=["account"])
        elif not cart.ordered:
            own.shop, own.account = cart.shop, account
            _pour(cart, own)
    for each in {cart.pk: cart, own.pk: own}.values():
        _has_changed(each, now)
    return own


def _pour(cart: DemoCart, into: DemoCart) -> None:
    """As much as there is; nobody is refused for having looked around twice. A gift card
    for somebody else takes the place of the one that was there.
    """
    for line in cart.lines.select_related("product").order_by("pk"):
        there = into.lines.filter(product=line.product, gift=line.gift).first()
        wanted = line.quantity + (there.quantity if there else 0)
        _write(into, line.product, min(wanted, line.product.stock, MOST_PIECES))
        if line.product.gift_card:
            into.lines.filter(product=line.product).update(gift=line.gift)
    codes = {code.upper(): code for code in [*into.codes, *cart.codes]}
    into.codes = [*codes.values()][:MOST_CODES]
    into.save(update_fields=["codes"])
    cart.lines.all().delete()


def lock_cart(cart: DemoCart) -> None:
    """Its codes and whether it is ordered, as they are now; nobody else changes them."""
    cart.refresh_from_db(
        fields=["codes", "holding", "ordered"],
        from_queryset=DemoCart.objects.select_for_update(no_key=True),
    )


def let_go(cart: DemoCart, codes: list[str]) -> None:
    """If it holds them, it does so no longer."""
    if not cart.holding:
        return
    let_go_of(codes, cart)
    cart.holding = False
    cart.save(update_fields=["holding"])


def _has_changed(cart: DemoCart, now: datetime) -> None:
    let_go(cart, cart.codes)
    cart.updated_at = now
    cart.save(update_fields=["updated_at"])
    tell_cart(cart)


def _lock_account(account: Account) -> None:
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
