"""Things go into a basket and out of it. Each change lets go of the bons it held."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.actions.telling import let_go_of, tell_basket
from demo_shop.models import Account, Basket, BasketLine, Product, Storefront

MOST_CODES = 10
MOST_PIECES = 99


class TooManyCodes(Refused):
    code = "too_many_codes"

    def __init__(self) -> None:
        super().__init__(_("A basket takes %(most)d codes at most.") % {"most": MOST_CODES})


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
            "“%(product)s” is in your basket already, for somebody else or with another "
            "message. Place that order first, or take it out."
        )
        super().__init__(sentence % {"product": product.name})


def new_basket(*, front: Storefront, account: Account | None, now: datetime) -> Basket:
    if account is None:
        return Basket.objects.create(shop=front.shop, updated_at=now)
    with transaction.atomic():
        _lock_account(account)
        basket, _created = Basket.objects.get_or_create(
            shop=front.shop, account=account, ordered=False, defaults={"updated_at": now}
        )
    return basket


def put_in(
    *,
    basket: Basket,
    product: Product,
    quantity: int,
    now: datetime,
    gift: Mapping[str, str] | None = None,
) -> None:
    """So many more of an article; ``gift`` is for whom a gift card is.

    Raises TooMany and AnotherGift.
    """
    with transaction.atomic():
        lock_basket(basket)
        line = basket.lines.filter(product=product).first()
        if line and product.gift_card and line.gift != (gift or {}):
            raise AnotherGift(product)
        _write(basket, product, quantity + (line.quantity if line else 0))
        if product.gift_card:
            basket.lines.filter(product=product).update(gift=gift or {})
    _has_changed(basket, now)


def set_quantity(*, basket: Basket, product: Product, quantity: int, now: datetime) -> None:
    """So many, or none. Raises TooMany."""
    with transaction.atomic():
        lock_basket(basket)
        _write(basket, product, quantity)
    _has_changed(basket, now)


def _write(basket: Basket, product: Product, quantity: int) -> None:
    most = min(product.stock, MOST_PIECES)
    if quantity > most:
        raise TooMany(product, most)
    if quantity:
        BasketLine.objects.update_or_create(
            basket=basket, product=product, defaults={"quantity": quantity}
        )
    else:
        basket.lines.filter(product=product).delete()


def add_code(*, basket: Basket, code: str, now: datetime) -> None:
    """What it is worth, or why nothing, the next quote says. Raises TooManyCodes."""
    with transaction.atomic():
        lock_basket(basket)
        if code.upper() in (known.upper() for known in basket.codes):
            return
        if len(basket.codes) >= MOST_CODES:
            raise TooManyCodes
        basket.codes = [*basket.codes, code]
        basket.save(update_fields=["codes"])
    _has_changed(basket, now)


def drop_code(*, basket: Basket, code: str, now: datetime) -> None:
    with transaction.atomic():
        lock_basket(basket)
        held = list(basket.codes)
        basket.codes = [known for known in held if known.upper() != code.upper()]
        basket.save(update_fields=["codes"])
    let_go(basket, held)
    _has_changed(basket, now)


def adopt(*, account: Account, basket: Basket, now: datetime) -> Basket:
    """What somebody had put in before he signed in joins what he had in his own basket."""
    with transaction.atomic():
        _lock_account(account)
        lock_basket(basket)
        rows = Basket.objects.select_for_update(no_key=True)
        own = rows.filter(account=account, ordered=False).first()
        if own is None:
            own = basket
            own.account = account
            own.save(update_fields=["account"])
        elif not basket.ordered:
            own.shop, own.account = basket.shop, account
            _pour(basket, own)
    for each in {basket.pk: basket, own.pk: own}.values():
        _has_changed(each, now)
    return own


def _pour(basket: Basket, into: Basket) -> None:
    """As much as there is; nobody is refused for having looked around twice. A gift card
    for somebody else takes the place of the one that was there.
    """
    for line in basket.lines.select_related("product").order_by("pk"):
        there = into.lines.filter(product=line.product, gift=line.gift).first()
        wanted = line.quantity + (there.quantity if there else 0)
        _write(into, line.product, min(wanted, line.product.stock, MOST_PIECES))
        if line.product.gift_card:
            into.lines.filter(product=line.product).update(gift=line.gift)
    codes = {code.upper(): code for code in [*into.codes, *basket.codes]}
    into.codes = [*codes.values()][:MOST_CODES]
    into.save(update_fields=["codes"])
    basket.lines.all().delete()


def lock_basket(basket: Basket) -> None:
    """Its codes and whether it is ordered, as they are now; nobody else changes them."""
    basket.refresh_from_db(
        fields=["codes", "holding", "ordered"],
        from_queryset=Basket.objects.select_for_update(no_key=True),
    )


def let_go(basket: Basket, codes: list[str]) -> None:
    """If it holds them, it does so no longer."""
    if not basket.holding:
        return
    let_go_of(codes, basket)
    basket.holding = False
    basket.save(update_fields=["holding"])


def _has_changed(basket: Basket, now: datetime) -> None:
    let_go(basket, basket.codes)
    basket.updated_at = now
    basket.save(update_fields=["updated_at"])
    tell_basket(basket)


def _lock_account(account: Account) -> None:
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
