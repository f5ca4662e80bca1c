"""An order comes in: it is stored, and settled, in one transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime

from earning.queries import versions as earning_versions
from points.actions.locking import lock_accounts
from programme.actions.concerned_orders import retried
from programme.actions.order_settlement import settle_order
from programme.actions.receipts import OrderReceipt
from programme.actions.spending_points import spend_points
from referrals.actions.parties import lock_parties
from referrals.actions.settling import settle_friend
from shop.actions.orders import OrderStatementResult, state_order
from shop.models import Customer, Shop
from shop.rules.facts import OrderFact
from vouchers.queries.owners import orders_with_codes


def receive_order(
    *,
    shop: Shop,
    external_id: str,
    fact: OrderFact,
    history: bool = False,
    author: str,
    now: datetime,
) -> OrderReceipt:
    """Store what the shop says of an order, and settle it with all orders it concerns.
    Idempotent.

    ``history``: it is a past order, nobody is written to. Raises shop.CurrencyMismatch and
    Invalid; then nothing has been written.
    """

    def receive(locked: Collection[int] | None) -> OrderReceipt:
        return _receive(
            shop, external_id, fact, author, now, history=history, locked=locked
        )

    return retried(receive, shop=shop, fact=fact)


def _receive(
    shop: Shop,
    external_id: str,
    fact: OrderFact,
    author: str,
    now: datetime,
    *,
    history: bool,
    locked: Collection[int] | None,
) -> OrderReceipt:
    # 1. The customer and whoever brought them, before anything else is locked.
    parties = lock_parties(shop=shop, external_id=fact.customer)
    # 2. The facts. A statement that is late may leave others standing, under other rules.
    instant = fact.qualifying_instant
    version = earning_versions.rules_at(shop, instant)
    stated = state_order(
        shop=shop,
        external_id=external_id,
        fact=fact,
        gives=fact.state in version.counting_states,
    )
    if earning_versions.instant_of(stated.row) != instant:
        version = earning_versions.rules_of(stated.row)
    # 3. Points that pay become a voucher before settling, which then uses it.
    if parties:
        open_accounts(parties, now)
    if stated.changed and stated.row.points_spent:
        spend_points(order=stated.row, version=version, author=author, now=now)
    # 4. What the order has given, and the orders that this concerns.
    settlement = settle_order(
        order=stated.row,
        version=version,
        lines=stated.lines,
        new=stated.created,
        history=history,
        moved=stated.was is not None,
        others=_others_of(stated),
        author=author,
        now=now,
        locked=locked,
    )
    # 5. What whoever brought the customer is given for it.
    if parties and fact.customer:
        settle_friend(shop=shop, external_id=fact.customer, author=author, now=now)
    return OrderReceipt(stated, settlement)


def _others_of(stated: OrderStatementResult) -> list[int]:
    """What the order's former buyer has had of codes is theirs without it. Queries: 1
    where the order is somebody else's now.
    """
    if stated.was is None:
        return []
    customers = [stated.was.customer] if stated.was.customer else []
    found = orders_with_codes(stated.row.shop, customers, [stated.was.key])
    return [pk for pk in found if pk != stated.row.pk]


def open_accounts(parties: Iterable[Customer], now: datetime) -> None:
    """Lock the accounts of all members among them at once, by primary key, before settling
    locks one of them alone.
    """
    members = [each for each in parties if each.may_earn]
    if members:
        lock_accounts(customers=members, now=now)
