"""What gift cards would pay of a cart, and why others would not."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from giftcards.queries.finding import find
from giftcards.rules.paying import CardPayment, pay
from shop.models import Shop
from vouchers.rules.cart import CartItem
from vouchers.rules.pricing import CodeRefusal, Price, refusals


def cart_payments(
    *,
    shop: Shop,
    codes: Iterable[str],
    cart: str,
    items: Sequence[CartItem],
    price: Price,
    now: datetime,
) -> tuple[list[CardPayment], list[CodeRefusal]]:
    """Answer what each card pays of the priced cart, and why the others pay nothing, by
    code. Queries: 1, or none where no card is named.
    """
    codes = list(codes)
    found = find(shop=shop, codes=codes, cart=cart, now=now)
    usable = [each.paying for each in found if not each.refusal]
    payments, unpaying = pay(usable, items, price)
    unpaying += refusals(codes, {each.card.code: each.refusal for each in found})
    return payments, sorted(unpaying, key=lambda each: each.code.upper())
