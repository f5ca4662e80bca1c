"""Work out and note what vouchers, offers and the group took off an order and its lines.

An order states one discount. Which offers are in it, and whether the margin guard has
lowered it, is worked out by the arithmetic of the quote, with the offers that were open to
its customer when it was placed; those it was found to have stay its own. What they took
off each line is kept on the line: points, tiers and refunds go by it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from core.money import ZERO
from shop.models import Order, OrderLine
from shop.models.order_case import OrderCase
from shop.rules.amounts import known_discounts
from vouchers.models import CappedOrder, OfferUse
from vouchers.queries.items import cart_items_of
from vouchers.queries.offers import active_offers, offers_of
from vouchers.queries.purchases import Beside, goods_beside
from vouchers.rules.attribution import Attribution, attribute_discount
from vouchers.rules.cart import CartVoucher, GroupDiscount
from vouchers.rules.margin_guard import CappedDiscount, GuardRule
from vouchers.rules.offers import Offer


def attribute(
    case: OrderCase, vouchers: Sequence[CartVoucher], group_percent: Decimal
) -> Attribution:
    """Work out what each discount took off the order; write it, also onto its lines.
    Idempotent.

    ``vouchers``: those that the order has. ``group_percent``: the group's, as it was then.
    """
    order, new = case.order, case.new
    # As a quote has them, so that a cent that cannot be split falls on the same line.
    lines = sorted(case.lines, key=lambda line: line.pk)
    had = {} if new else {use.offer_id: use for use in OfferUse.objects.filter(order=order)}
    # With the group's percent of then: what old orders had must not change with the group.
    for use in had.values():
        group_percent = use.group_percent
    offers, guard = _at_work(order, [*had], stands=case.stands)
    beside = goods_beside(order) if offers and order.purchase else Beside()
    attribution = Attribution(dict.fromkeys((voucher.code for voucher in vouchers), ZERO))
    if offers or (order.discount and (vouchers or guard)):
        attribution = attribute_discount(
            cart_items_of(order, lines),
            vouchers,
            group=GroupDiscount(label="", percent=group_percent),
            discount=order.discount,
            free_shipping=not order.shipping,
            offers=offers,
            guard=guard,
            beside=beside.goods,
        )
    _record_offers(order, had, attribution.offers, group_percent)
    _record_cap(order, attribution.capped, new=new)
    _record_shares(lines, order.discount, attribution)
    # What is settled because of another part has told the others nothing new.
    return attribution if case.recheck else replace(attribution, parts=beside.parts)


def group_percent(order: Order) -> Decimal:
    """Answer the percent of the customer's group today; 0 where the shop's prices contain
    it.
    """
    group = order.customer.group if order.customer else None
    if group is None or order.shop.applies_group:
        return ZERO
    return group.discount_percent


def may_have_offers(order: Order) -> bool:
    """Whether the order can have an offer: a discount, or free shipping, was given."""
    return bool(order.discount) or not order.shipping


def _at_work(
    order: Order, had: list[int], *, stands: bool
) -> tuple[list[Offer], GuardRule | None]:
    """Answer the offers and the margin guard that can have made the order's discount, or
    freed its shipping.
    """
    if not stands or not may_have_offers(order):
        return [], None
    assert order.placed_at is not None, "a placeholder does not stand"
    customer = order.customer
    member = customer is not None and customer.may_earn
    found = active_offers(order.shop, customer, member=member, at=order.placed_at)
    # Offers that it was found to have stay its own, though they are closed today.
    return (offers_of(had) if had else found.rules), found.guard


def _record_offers(
    order: Order, had: dict[int, OfferUse], taken: dict[int, Decimal], group: Decimal
) -> None:
    gone = [had[key].pk for key in had.keys() - taken.keys()]
    if gone:
        OfferUse.objects.filter(pk__in=gone).delete()
    for key, use in had.items():
        if key in taken and use.amount != taken[key]:
            use.amount = taken[key]
            use.save(update_fields=["amount"])
    OfferUse.objects.bulk_create(
        OfferUse(order=order, offer_id=key, amount=amount, group_percent=group)
        for key, amount in taken.items()
        if key not in had
    )


def _record_shares(
    lines: Sequence[OrderLine], discount: Decimal, attribution: Attribution
) -> None:
    """Note on each line what was taken off it. Queries: 1 where that has changed, else
    none.
    """
    if not attribution.shares and not any(line.known_discount for line in lines):
        return
    nothing = [ZERO] * len(lines)
    known = known_discounts(
        [line.priced for line in lines], discount, attribution.shares or nothing
    )
    by_vouchers = attribution.voucher_shares or nothing
    changed = []
    for line, share, part in zip(lines, known, by_vouchers, strict=True):
        # A line that the shop states a discount for may know less than vouchers took.
        shares = (share, min(part, share))
        if (line.known_discount, line.voucher_discount) != shares:
            line.known_discount, line.voucher_discount = shares
            changed.append(line)
    if changed:
        OrderLine.objects.bulk_update(changed, ["known_discount", "voucher_discount"])


def _record_cap(order: Order, capped: CappedDiscount | None, *, new: bool) -> None:
    if capped is None:
        if not new:
            CappedOrder.objects.filter(order=order).delete()
        return
    CappedOrder.objects.update_or_create(
        order=order,
        defaults={
            "percent": capped.percent,
            "before": capped.before,
            "after": capped.after,
        },
    )
