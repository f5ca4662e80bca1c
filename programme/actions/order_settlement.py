"""Settle: bring what an order has given to what it should have given."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from earning.queries.entitlement import counts as order_counts
from earning.queries.versions import rules_of
from giftcards.actions.announcing import announce as announce_cards
from giftcards.actions.paying import settle as settle_cards
from giftcards.actions.purchases import settle_bought
from points.actions import settling as points
from programme.actions.concerned_orders import retried, settle_others
from programme.actions.settlements import OrderSettlement
from programme.queries import stated_orders as programme_stated_orders
from referrals.actions.kept_rewards import claw_back_kept
from shop.actions.orders import lock_order, mark_counting
from shop.actions.resolving import resolve_lines
from shop.models import Customer, Order, OrderLine, Shop
from shop.models.order_case import OrderCase
from shop.rules.code_history import Claims, claims_of
from tiers.actions import settling as tiers
from tiers.actions.rewards import cancel_lost_rewards
from vouchers.actions import redeeming as vouchers
from vouchers.queries.contested import concerned_by
from vouchers.queries.owners import orders_with_codes

if TYPE_CHECKING:
    from earning.models import RuleVersion


def settle_order(
    *,
    order: Order,
    author: str,
    now: datetime,
    version: "RuleVersion | None" = None,
    lines: Sequence[OrderLine] | None = None,
    new: bool = False,
    history: bool = False,
    moved: bool = False,
    others: Collection[int] = (),
    locked: Collection[int] | None = None,
) -> OrderSettlement:
    """Bring what the order has given to what it should have given, and so each order that
    this concerns. Idempotent.

    Requires: the caller has locked the order in its transaction. ``version`` and ``lines``
    of the order need not be read again where the caller has them at hand; ``new`` says
    that nothing hangs on the order yet. With ``history`` nobody is written to. ``moved``:
    it is said to be another buyer's than before; ``others`` are to be settled with it.
    ``locked``: the other orders that the caller has locked. Raises: OthersConcerned where
    more are concerned, so that it locks them first and calls again; without ``locked``
    they are locked as they come.
    """
    case = OrderCase(
        order=order,
        lines=list(order.lines.all()) if lines is None else lines,
        author=author,
        now=now,
        new=new,
        silent=history,
        moved=moved,
    )
    settled = _settle_one(case, version or rules_of(order))
    settled = replace(settled, others=settled.others | {*others})
    if not settled.others:
        return settled

    def settle(each: Order) -> OrderSettlement:
        its_lines = list(each.lines.all())
        other = replace(
            case, order=each, lines=its_lines, new=False, moved=False, recheck=True
        )
        return _settle_one(other, rules_of(each))

    return settle_others(order, settled, settle, locked=locked)


def _settle_one(case: OrderCase, version: "RuleVersion") -> OrderSettlement:
    order = case.order
    # 1. Does it count? Stored first: what follows, and every statement, reads it.
    case = replace(
        case,
        stands=order.state not in version.cancelling_states,
        claims=_claims(order, version),
        counts=order_counts(order, version),
    )
    mark_counting(order=order, counts=case.counts)
    # 2. Vouchers and cards come before points: a voucher that this order uses must not be
    #    cancelled with the points that had bought it.
    used = vouchers.settle_use(case)
    others = set(used.others)
    if used.released:
        others |= {*_concerned_by(used.released, case.now)}
    paid = settle_cards(case)
    bought = settle_bought(case)
    if bought and not case.silent:
        announce_cards(cards=bought, now=case.now)
    # 3. Points come before the tier: an order earns by the tier held before it.
    posted = points.settle(case, version)
    tier = tiers.settle(case)
    others |= set(paid.others)
    return OrderSettlement(posted, used.codes, tier, paid.cards, bought, frozenset(others))


def _claims(order: Order, version: "RuleVersion") -> Claims | None:
    """Since when it names its codes; None where none of its statements has named one."""
    if not order.code_history:
        return None
    assert order.placed_at is not None, "a placeholder names no code"
    return claims_of(
        order.code_history,
        cancelling=version.cancelling_states,
        placed_at=order.placed_at,
    )


def _concerned_by(released: Collection[int], now: datetime) -> Iterator[int]:
    """Orders that come next for vouchers that were let go. A voucher that was a reward for
    what does not count any more is cancelled now that nobody has it.
    """
    cancel_lost_rewards(released=released, now=now)
    claw_back_kept(released=released, now=now)
    yield from concerned_by(released)


def resolve_products(*, order: Order, author: str, now: datetime) -> None:
    """Read what lines wait to be told of their products, and settle the order by it."""

    def resolve(locked: Collection[int] | None) -> None:
        row = lock_order(shop=order.shop, external_id=order.external_id)
        resolve_lines(order=row)
        settle_order(order=row, author=author, now=now, locked=locked)

    retried(resolve, shop=order.shop)


def resolve_awaiting(*, author: str, now: datetime) -> Iterator[int]:
    """Orders with lines whose products were stated meanwhile: one, each time."""
    for shop in Shop.objects.order_by("pk"):
        for chunk in programme_stated_orders.orders_to_resolve(shop):
            for order in chunk:
                resolve_products(order=order, author=author, now=now)
                yield 1


def settle_all(
    *, shop: Shop, since: datetime | None, author: str, now: datetime
) -> Iterator[int]:
    """Settle every order whose books differ from its facts, one transaction each.

    Yields the number of orders looked at, chunk by chunk; interrupted and run again it
    loses nothing.
    """
    for chunk in programme_stated_orders.orders_in_chunks(shop, since):
        for external_id in programme_stated_orders.out_of_step(chunk):
            _settle_anew(shop, external_id, author, now)
        yield len(chunk)


def settle_codes_of(
    *, customers: Iterable[Customer], keys: Collection[str], author: str, now: datetime
) -> None:
    """Settle the orders of these ids and addresses that hang on who is one person: codes
    that each person has so often, and those that were refused as somebody else's.

    ``customers`` are of one shop, and locked. Queries: 1 where there are none.
    """
    ids = {pk for each in customers for pk in (each.pk, each.merged_into_id) if pk}
    [shop] = {each.shop for each in customers}
    wanted = orders_with_codes(shop, ids, keys)
    rows = Order.objects.filter(pk__in=wanted).order_by("pk")
    for order in rows.select_for_update(no_key=True, of=("self",)):
        settle_order(order=order, author=author, now=now)


def _settle_anew(shop: Shop, external_id: str, author: str, now: datetime) -> None:
    def settle(locked: Collection[int] | None) -> None:
        order = lock_order(shop=shop, external_id=external_id)
        settle_order(order=order, author=author, now=now, locked=locked)

    retried(settle, shop=shop)
