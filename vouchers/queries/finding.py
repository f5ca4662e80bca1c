"""Find vouchers with all that pricing a cart asks of them, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from core.rows import read
from core.sql import Fragment
from shop.fragments import KEYS_OF
from shop.models import Customer, Shop
from shop.persons import ORDERS_OF
from vouchers.models import Voucher
from vouchers.rules.cart import CartVoucher, DiscountKind, RefusalReason, Scope

# More than anybody reads in a cart.
MOST_PROPOSED = 20

_SCOPE = """
    ARRAY(SELECT category_id FROM vouchers_voucher_categories
          WHERE voucher_id = voucher.id) AS in_categories,
    ARRAY(SELECT product_id FROM vouchers_voucher_products
          WHERE voucher_id = voucher.id) AS in_products,
    ARRAY(SELECT category_id FROM vouchers_voucher_excluded_categories
          WHERE voucher_id = voucher.id) AS out_categories,
    ARRAY(SELECT product_id FROM vouchers_voucher_excluded_products
          WHERE voucher_id = voucher.id) AS out_products
"""

# Written by hand, because every quote asks it (ADR 12). Arrays and EXISTS instead of joins,
# so that a voucher is one row. The two ways to be found are a UNION ALL, so that each goes
# by its own index: upper(code), or owner and validity.
_FIND = Fragment("""
    SELECT {voucher}, {scope},
           voucher.uses_per_customer IS NOT NULL AND voucher.uses_per_customer <= (
               SELECT count(DISTINCT use.purchase) FROM vouchers_voucheruse use
               WHERE use.voucher_id = voucher.id AND use.order_id IN ({their_orders})
           ) AS used_up,
           voucher.customer_id IS NOT NULL AND EXISTS (
               SELECT FROM shop_customer buyer
               WHERE buyer.id = %(customer)s AND buyer.address_key <> ''
                 AND buyer.address_key = ANY({owners_keys})
           ) AS of_owner,
           voucher.held_until > %(now)s AND NOT EXISTS (
               SELECT FROM vouchers_voucherhold hold
               WHERE hold.voucher_id = voucher.id AND hold.cart = %(cart)s
                 AND hold.expires_at > %(now)s
           ) AS held_elsewhere
    FROM vouchers_voucher voucher
    WHERE voucher.id IN (
        SELECT id FROM vouchers_voucher
        WHERE shop_id = %(shop)s AND upper(code) = ANY(%(codes)s)
        UNION ALL
        (SELECT id FROM vouchers_voucher
         WHERE customer_id = %(customer)s AND highlight
           AND valid_from <= %(now)s AND valid_until > %(now)s
           AND cancelled_at IS NULL AND archived_at IS NULL
           AND (use_limit IS NULL OR used < use_limit)
         ORDER BY valid_until, code LIMIT %(most)s)
    )
    ORDER BY voucher.valid_until, voucher.code
""").fill(
    scope=_SCOPE,
    their_orders=ORDERS_OF.fill(
        customer="%(customer)s", keys=KEYS_OF.fill(customer="%(customer)s")
    ),
    owners_keys=KEYS_OF.fill(customer="voucher.customer_id"),
)

_SCOPES = Fragment("""
    SELECT {voucher}, {scope} FROM vouchers_voucher voucher WHERE id = ANY(%(vouchers)s)
""").fill(scope=_SCOPE)


@dataclass(frozen=True, slots=True)
class FoundVoucher:
    """A voucher as one customer with one cart meets it: ``refusal`` is why it fails."""

    voucher: Voucher
    scope: Scope
    refusal: RefusalReason | None

    @property
    def cart_voucher(self) -> CartVoucher:
        return cart_voucher_of(self.voucher, self.scope)


def cart_voucher_of(
    row: Voucher, scope: Scope, *, worth: Decimal | None = None
) -> CartVoucher:
    """Build what pricing needs. ``worth`` stands in for what the row says of itself: its
    amount, or the most that a percentage takes.
    """
    return CartVoucher(
        code=row.code,
        label=row.label,
        kind=DiscountKind(row.kind),
        amount=(row.worth if worth is None else worth) or ZERO,
        percent=row.percent or ZERO,
        minimum=row.minimum,
        minimum_of_goods=row.minimum_of_goods,
        minimum_excl_tax=row.minimum_excl_tax,
        max_amount=row.max_amount if worth is None or not row.max_amount else worth,
        with_group=row.with_group,
        with_vouchers=row.with_vouchers,
        scope=scope,
        ends=row.valid_until,
    )


def find(
    *,
    shop: Shop,
    customer: Customer | None,
    codes: Iterable[str],
    cart: str,
    now: datetime,
) -> list[FoundVoucher]:
    """Answer the vouchers of these codes (in any case), and at most ``MOST_PROPOSED`` of
    the customer's own to propose, those that end first before the others. Queries: 1.

    ``cart``: its id in the shop; a voucher that it holds itself is not refused as held.
    """
    whose = customer.pk if customer else None
    values = {
        "shop": shop.pk,
        "customer": whose,
        "codes": [code.strip().upper() for code in codes],
        "cart": cart,
        "now": now,
        "most": MOST_PROPOSED,
    }
    found = []
    for row, *goods, used_up, of_owner, held_elsewhere in read(
        _FIND.text, values, voucher=Voucher
    ):
        refusal = row.refusal(customer=row.customer_id if of_owner else whose, at=now)
        if not refusal and (used_up or held_elsewhere):
            refusal = RefusalReason.ALREADY_USED if used_up else RefusalReason.HELD
        found.append(FoundVoucher(row, _scope(row, *goods), refusal))
    return found


def scopes_of(vouchers: Sequence[int]) -> dict[int, Scope]:
    """Answer by primary key the goods that each voucher is for. Queries: 1."""
    found = read(_SCOPES.text, {"vouchers": list(vouchers)}, voucher=Voucher)
    return {row.pk: _scope(row, *goods) for row, *goods in found}


def _scope(row: Voucher, *goods: list[int]) -> Scope:
    categories, products, excluded_categories, excluded_products = map(frozenset, goods)
    return Scope(
        categories=categories,
        products=products,
        excluded_categories=excluded_categories,
        excluded_products=excluded_products,
        on_sale=row.on_sale,
    )
