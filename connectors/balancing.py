"""Make the parts of an order come to what the shop was paid, to the cent."""

from decimal import Decimal

from core.money import ZERO


def balanced(
    *, goods: Decimal, shipping: Decimal, fees: Decimal, total: Decimal
) -> tuple[Decimal, Decimal]:
    """The order's shipping and its discount on goods.

    The discount is what is left between the parts and the ``total``, for shops round their
    own sum of discounts by line, by piece or not at all. A total that is a cent above its
    parts is paid with the shipping: goods have their prices. Credit of a plugin that pays
    more than the goods has paid the shipping too.
    """
    above = goods + shipping + fees - total
    if above <= 0:
        return shipping - above, ZERO
    discount = min(above, goods)
    return max(shipping - (above - discount), ZERO), discount
