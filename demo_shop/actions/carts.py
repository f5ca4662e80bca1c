"""Change a cart. Each change releases the vouchers that it held and is sent on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.actions.syncing import release_codes, sync_cart
from demo_shop.models import DemoAccount, DemoCart, DemoCartLine, DemoProduct, Storefront

MOST_CODES = 10
MOST_PIECES = 99


class TooManyCodes(Refused):
    code = "too_many_codes"

    def __init__(self) -> None:
        super().__init__(_("A cart takes %(most)d codes at most.") % {"most": MOST_CODES})


class NotEnoughStock(Refused):
    code = "not_enough_stock"

    def __init__(self, product: DemoProduct, most: int) -> None:
        sentence = _("There are only %(most)d left of “%(product)s”.")
        if not most:
            sentence = _("“%(product)s” is sold out.")
        super().__init__(sentence % {"most": most, "product": product.name})


class GiftCardConflict(Refused):
    code = "gift_card_conflict"

    def __init__(self, product: DemoProduct) -> None:
        sentence = _(
            "“%(product)s” is in your cart already, for somebody else or with another "
            "message. Place that order first, or take it out."
        )
        super().__init__(sentence % {"product": product.name})


def new_cart(
    *, storefront: Storefront, account: DemoAccount | None, now: datetime
) -> DemoCart:
    if account is None:
        return DemoCart.objects.create(shop=storefront.shop, updated_at=now)
    with transaction.atomic():
        # Two windows open one cart: the second waits for the first and finds it.
        _lock_account(account)
        cart, _created = DemoCart.objects.get_or_create(
            shop=storefront.shop,
            account=account,
            ordered=False,
            defaults={"updated_at": now},
        )
    return cart


def add_product(
    *,
    cart: DemoCart,
    product: DemoProduct,
    quantity: int,
    now: datetime,
    gift: Mapping[str, str] | None = None,
) -> None:
    """Add pieces of an article; ``gift`` says who a gift card is for.

    Raises NotEnoughStock and GiftCardConflict.
    """
    with transaction.atomic():
        lock_cart(cart)
        line = cart.lines.filter(product=product).first()
        # A line has one recipient: a second card for somebody else needs a second order.
        if line and product.gift_card and line.gift != (gift or {}):
            raise GiftCardConflict(product)
        _write(cart, product, quantity + (line.quantity if line else 0))
        if product.gift_card:
            cart.lines.filter(product=product).update(gift=gift or {})
    _has_changed(cart, now)


def set_quantity(
    *, cart: DemoCart, product: DemoProduct, quantity: int, now: datetime
) -> None:
    """Set the pieces of an article; 0 takes it out. Raises NotEnoughStock."""
    with transaction.atomic():
        lock_cart(cart)
        _write(cart, product, quantity)
    _has_changed(cart, now)


def _write(cart: DemoCart, product: DemoProduct, quantity: int) -> None:
    most = min(product.stock, MOST_PIECES)
    if quantity > most:
        raise NotEnoughStock(product, most)
    if quantity:
        DemoCartLine.objects.update_or_create(
            cart=cart, product=product, defaults={"quantity": quantity}
        )
    else:
        cart.lines.filter(product=product).delete()


def add_code(*, cart: DemoCart, code: str, now: datetime) -> None:
    """Add a code; the next quote says what it is worth. Raises TooManyCodes."""
    with transaction.atomic():
        lock_cart(cart)
        # Added twice it stands once; codes do not differ by case.
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
    # The code that was dropped has to be among those released.
    release_hold(cart, held)
    _has_changed(cart, now)


def attach_cart(*, account: DemoAccount, cart: DemoCart, now: datetime) -> DemoCart:
    """Merge the cart of a visitor who has signed in into the open cart of their account."""
    with transaction.atomic():
        _lock_account(account)
        lock_cart(cart)
        rows = DemoCart.objects.select_for_update(no_key=True)
        own = rows.filter(account=account, ordered=False).first()
        if own is None:
            own = cart
            own.account = account
            own.save(update_fields=["account"])
        # A cart that was ordered in another window stays what the order refers to.
        elif not cart.ordered:
            own.shop, own.account = cart.shop, account
            _merge_lines(cart, own)
    # After the transaction: the API is called, and must not wait for locks held here.
    for each in {cart.pk: cart, own.pk: own}.values():
        _has_changed(each, now)
    return own


def _merge_lines(cart: DemoCart, into: DemoCart) -> None:
    """Move all lines and codes, up to what is in stock: a merge is never refused. A gift
    card for somebody else replaces the one that was there.
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
    """Lock the row and read again what another request may have changed.

    Requires: a transaction.
    """
    cart.refresh_from_db(
        fields=["codes", "holding", "ordered"],
        from_queryset=DemoCart.objects.select_for_update(no_key=True),
    )


def release_hold(cart: DemoCart, codes: list[str]) -> None:
    """Release the codes, where the cart holds them."""
    if not cart.holding:
        return
    release_codes(codes, cart)
    cart.holding = False
    cart.save(update_fields=["holding"])


def _has_changed(cart: DemoCart, now: datetime) -> None:
    release_hold(cart, cart.codes)
    cart.updated_at = now
    cart.save(update_fields=["updated_at"])
    sync_cart(cart)


def _lock_account(account: DemoAccount) -> None:
    DemoAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
