"""Which orders should have a code that not all can have that name it.

Whoever has named it longest: first so many purchases of each person, then so many in all.
So what orders have of a code follows from what they say, in whatever order it arrived.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.sql import Fragment, fetch
from shop.fragments import KEYS_OF, PURCHASE
from shop.models import Order
from shop.persons import ORDERS_OF, PERSON_OF_ORDER
from vouchers.models import Voucher, VoucherUse

# Where two claims are of one instant, who has the code keeps it.
_BY_CLAIM = "claimed_at, stated_at, NOT has, purchase"
# 1. Who claims each voucher: who has it, who was refused it, the order at hand. 2. Parts of
#    a purchase count once, with their earliest claim. 3. So many of each person. 4. Of
#    those so many in all. Answered are only rows that must change, and those of the order
#    at hand.
_CONTESTED = Fragment("""
    WITH claim AS (
        SELECT use.voucher_id, use.order_id, use.claimed_at, use.stated_at, true AS has
        FROM vouchers_voucheruse use
        WHERE use.voucher_id = ANY(%(vouchers)s) AND use.order_id <> %(order)s
          {among}
        UNION ALL
        SELECT voucher.id, refused.order_id, refused.claimed_at, refused.stated_at, false
        FROM vouchers_voucher voucher
        JOIN vouchers_refusedcode refused
          ON refused.shop_id = voucher.shop_id AND upper(refused.code) = upper(voucher.code)
        WHERE voucher.id = ANY(%(vouchers)s) AND voucher.cancelled_at IS NULL
          AND refused.reason = 'already_used' AND refused.order_id <> %(order)s
        UNION ALL
        SELECT voucher, %(order)s, claimed_at, stated_at, has
        FROM unnest(%(mine)s::bigint[], %(claimed)s::timestamptz[],
                    %(stated)s::timestamptz[], %(has)s::boolean[])
             AS mine (voucher, claimed_at, stated_at, has)
    ), named AS (
        SELECT claim.*, {purchase} AS purchase, {person} AS person
        FROM claim JOIN shop_order ON shop_order.id = claim.order_id
    ), bought AS (
        SELECT voucher_id, purchase, min(person) AS person, min(claimed_at) AS claimed_at,
               min(stated_at) AS stated_at, bool_or(has) AS has
        FROM named GROUP BY voucher_id, purchase
    ), of_person AS (
        SELECT bought.*, row_number() OVER (
                   PARTITION BY voucher_id, person ORDER BY {by_claim}
               ) AS nth
        FROM bought
    ), of_all AS (
        SELECT voucher.id AS voucher_id, purchase, voucher.use_limit,
               row_number() OVER (PARTITION BY voucher.id ORDER BY {by_claim}) AS nth
        FROM of_person JOIN vouchers_voucher voucher ON voucher.id = of_person.voucher_id
        WHERE voucher.uses_per_customer IS NULL OR nth <= voucher.uses_per_customer
    )
    SELECT named.voucher_id, named.order_id, named.has, of_all.nth IS NOT NULL AS due
    FROM named LEFT JOIN of_all
      ON of_all.voucher_id = named.voucher_id AND of_all.purchase = named.purchase
     AND (of_all.use_limit IS NULL OR of_all.nth <= of_all.use_limit)
    WHERE named.order_id = %(order)s OR named.has <> (of_all.nth IS NOT NULL)
    ORDER BY named.voucher_id, named.order_id
""").fill(purchase=PURCHASE, person=PERSON_OF_ORDER, by_claim=_BY_CLAIM)
_BUYER = "(SELECT customer_id FROM shop_order WHERE id = %(order)s)"
# Of a code that is limited per customer only, the uses of others are no matter: there may
# be very many. The buyer's addresses are read with those that the order itself was given.
_OF_SAME_PERSON = Fragment(" AND use.order_id IN ({orders})").fill(
    orders=ORDERS_OF.fill(
        customer=_BUYER,
        keys=Fragment("""({keys} || ARRAY(
            SELECT coalesce(nullif(buyer.address_key, ''), mine.address_key)
            FROM shop_order mine
            LEFT JOIN shop_customer buyer ON buyer.id = mine.customer_id
            WHERE mine.id = %(order)s
        ))""").fill(keys=KEYS_OF.fill(customer=_BUYER)),
    )
)


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """What the order at hand claims of a voucher, and whether it has it."""

    voucher: int
    claimed_at: datetime
    stated_at: datetime
    has: bool


@dataclass(frozen=True, slots=True)
class Contest:
    """An order that names a voucher: whether it has it, and whether it should."""

    voucher: int
    order: int
    has: bool
    due: bool


def contested(
    order: Order, claims: Sequence[OwnClaim], *, person_only: bool = False
) -> list[Contest]:
    """Answer what this order should have of these vouchers, and every other order that has
    what it should not, or should have what it has not.

    Requires: the vouchers are locked. ``person_only``: none of them is limited in all, so
    that only other orders of the same person matter. Queries: 1.
    """
    among = _OF_SAME_PERSON if person_only else ""
    named = [claim.voucher for claim in claims]
    return _contests(named, order.pk, claims, shop=order.shop_id, among=among)


def misallocated(vouchers: Collection[int]) -> list[Contest]:
    """Answer orders that have of these vouchers what they should not, or should have what
    they have not. Queries: 1, or none for none.
    """
    # Order 0 is no order: nothing is left out, and nothing is claimed beside what is
    # stored.
    return _contests(vouchers, 0, ()) if vouchers else []


def _contests(
    vouchers: Collection[int],
    order: int,
    mine: Sequence[OwnClaim],
    *,
    shop: int = 0,
    among: Fragment | str = "",
) -> list[Contest]:
    values = {
        "shop": shop,
        "vouchers": list(vouchers),
        "order": order,
        "mine": [claim.voucher for claim in mine],
        "claimed": [claim.claimed_at for claim in mine],
        "stated": [claim.stated_at for claim in mine],
        "has": [claim.has for claim in mine],
    }
    return [Contest(*row) for row in fetch(_CONTESTED.fill(among=among).given(**values))]


def concerned_by(released: Collection[int]) -> set[int]:
    """Answer the primary keys of orders to settle now that these vouchers are free: those
    that come next, and those that have what a voucher is a remainder of.

    Queries: 2, and 1 more where an order waits.
    """
    parents = Voucher.objects.filter(pk__in=released, remainder_of__isnull=False)
    uses = VoucherUse.objects.filter(voucher__in=parents.values("remainder_of"))
    # Nearly always nobody waits: a cheap question first, by the index on refused codes.
    waited_for = [pk for (pk,) in fetch(_WAITED_FOR.given(vouchers=list(released)))]
    return {each.order for each in misallocated(waited_for)} | set(
        uses.values_list("order", flat=True)
    )


_WAITED_FOR = Fragment("""
    SELECT voucher.id FROM vouchers_voucher voucher
    WHERE voucher.id = ANY(%(vouchers)s) AND EXISTS (
        SELECT FROM vouchers_refusedcode refused
        WHERE refused.shop_id = voucher.shop_id
          AND upper(refused.code) = upper(voucher.code) AND refused.reason = 'already_used'
    )
""")


def misallocated_in(orders: Sequence[Order]) -> Iterator[str]:
    """Yield the ids of those of these orders that should have a code they have not, or have
    one they should not. Queries: 2, or 1 where none has to do with a code.
    """
    keys = [order.pk for order in orders]
    named = fetch(_NAMED.given(orders=keys))
    wrong = {each.order for each in misallocated([pk for (pk,) in named])}
    yield from (order.external_id for order in orders if order.pk in wrong)


_NAMED = Fragment("""
    SELECT voucher_id FROM vouchers_voucheruse WHERE order_id = ANY(%(orders)s)
    UNION
    SELECT voucher.id FROM vouchers_refusedcode refused
    JOIN vouchers_voucher voucher
      ON voucher.shop_id = refused.shop_id AND upper(voucher.code) = upper(refused.code)
    WHERE refused.order_id = ANY(%(orders)s) AND refused.reason = 'already_used'
""")
